// What a route is: how it is asked for, what it is described by, and what answers it. Dispatch (api.ts) and the description
// (openapi.ts) are made of the same routes, so that one without the other does not compile.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Answers } from './answers.ts';
import type { Problem, ProblemCode } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Fields by name, as a schema of each. */
export type Fields = Readonly<Record<string, z.ZodType>>;

/** What was asked, read as far as its route says what it is made of; nothing of it is checked but that. */
export interface Asked {
  visitor: Visitor;
  /** Of the path, where it has `{name}`. */
  path: Readonly<Record<string, string>>;
  /** Numbers where their field is one and they look like one. */
  query: Readonly<Record<string, string | number>>;
  body: Readonly<Record<string, unknown>>;
  /** `Idempotency-Key`. */
  key: string | undefined;
}

/** The connection of a request, for an answer that goes on. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Its connection has a place of its own from now on. */
  onStream: () => void;
}

export interface Said {
  status: number;
  body: object;
  headers?: Readonly<Record<string, string>>;
}
/** `undefined`: it is answered already, by who took the exchange. */
export type Answered = Said | Problem | ErrorFrame | undefined;

export interface Success {
  status: number;
  description: string;
  /** Of the body; of one that is no JSON its media type. */
  body: z.ZodType | { mediaType: string; description: string };
  headers?: Readonly<Record<string, string>>;
}

interface Described {
  method: Method;
  /** As OpenAPI writes it: `/api/rooms/{room}`. */
  path: string;
  /** The operation's name, for who generates code from the description. */
  name: string;
  summary: string;
  description?: string;
  /** What stands in the path; each of them is in it. */
  places: Fields;
  query?: Fields;
  /** Headers that it reads, beside those that all do. */
  headers?: Fields;
  body?: Fields;
  /** Whether it takes an `Idempotency-Key`. */
  isCommand?: true;
  /** It goes on: an answer that takes the exchange. */
  isStream?: true;
  successes: readonly Success[];
  /** What it is refused for, beside what every request may be. */
  problems: readonly ProblemCode[];
}

export interface Route extends Described {
  /** What it costs, in frames (limits/cost.ts). */
  cost: number;
  answer: (answers: Answers, asked: Asked, exchange: Exchange) => Promise<Answered>;
}

/** It answers whoever asks, without a token. */
export interface OpenRoute extends Described {
  isOpen: true;
  serve: (request: IncomingMessage, response: ServerResponse) => void;
}

export type AnyRoute = Route | OpenRoute;
export const isOpen = (route: AnyRoute): route is OpenRoute => 'isOpen' in route;
