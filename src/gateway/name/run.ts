// A command that the gateway itself makes for somebody, on the way of everybody's commands: decided, appended, decided anew
// where the state it rests on was another one by then.
import type { Asker, Command, CommandKind } from '../../chat/kernel/command.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import { type Asked, askTime, type CommandPorts, check } from '../command/handle.ts';
import { store } from '../command/store.ts';

export type RunCommand = (
  kind: CommandKind,
  command: Command,
  asker: Asker,
) => Promise<AckFrame | ErrorFrame>;

export const createRun =
  (ports: CommandPorts): RunCommand =>
  async (kind, command, asker) => {
    const asked: Asked = { asker, joined: false, kind, command };
    const failed = await askTime(ports, command);
    if (failed !== undefined) return failed;
    const checked = await check(ports, asked);
    return 'answer' in checked ? checked.answer : await store(ports, asked, checked);
  };
