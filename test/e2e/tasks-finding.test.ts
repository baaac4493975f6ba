// Everyday tasks of whoever uses a chat, second part: finding one's way (tasks/finding.ts).
import { doTasks } from './tasks/do-tasks.ts';
import { FINDING } from './tasks/finding.ts';

describe('what people do to find their way all day', () => doTasks(FINDING));
