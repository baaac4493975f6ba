// make tools: every program that npm does not bring, found or fetched. Tests get them this way first: compiling one
// may take minutes, and no test's time limit is meant for that. All that are missing are named before it fails.
import { findTool } from './binaries.ts';
import { KUSTOMIZE, NATS_CLI, NATS_SERVER } from './tools.ts';

const say = (line: string) => process.stderr.write(`  ${line}\n`);
for (const tool of [NATS_SERVER, NATS_CLI, KUSTOMIZE]) {
  try {
    process.stdout.write(`${tool.name}: ${await findTool(tool, { say })}\n`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
