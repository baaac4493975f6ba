// The provider as a process of its own: `make run OIDC=1` starts it beside the chat.
import { endProcess } from '../../shared/end-process.ts';
import { readEnv } from '../../shared/env.ts';
import { startProvider } from './provider.ts';
import { providerEnv } from './settings.ts';

const config = readEnv('the provider', providerEnv);
const provider = await startProvider({
  issuer: config.ISSUER,
  host: config.HOST,
  port: config.PORT,
  chatHosts: [config.CHAT_HOST],
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void provider.stop().then(() => endProcess(0)));
}
process.stdout.write(`${JSON.stringify({ level: 30, msg: 'listening', issuer: config.ISSUER })}\n`);
