// Everyday tasks of whoever uses a chat, third part: rooms and people (tasks/rooms.ts).
import { doTasks } from './tasks/do-tasks.ts';
import { ROOMS } from './tasks/rooms.ts';

describe('what people do with rooms all day', () => doTasks(ROOMS));
