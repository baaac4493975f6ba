// Everyday tasks of whoever uses a chat, first part: coming in, and messages (tasks/talking.ts).
import { doTasks } from './tasks/do-tasks.ts';
import { TALKING } from './tasks/talking.ts';

describe('what people do with messages all day', () => doTasks(TALKING, { comesIn: true }));
