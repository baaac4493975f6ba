// From where a request comes, as limits per address count it. Pure.
import type { IncomingMessage } from 'node:http';

export const addressOf = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? 'unknown';
