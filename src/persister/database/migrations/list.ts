// Every step from an empty database to the tables of today, in order. A step that was released is never changed.
import { Rows } from './0001-rows.ts';
import { Progress } from './0002-progress.ts';
import { Tables } from './0003-tables.ts';
import { Sequences } from './0004-sequences.ts';
import { LastTimes } from './0005-last-times.ts';
import { Places } from './0006-places.ts';
import { Changes } from './0007-changes.ts';
import { Rooms } from './0008-rooms.ts';
import { Names } from './0009-names.ts';
import { Search } from './0010-search.ts';
import { Erasure } from './0011-erasure.ts';
import { Pages } from './0012-pages.ts';
import { People } from './0013-people.ts';
import { Operators } from './0014-operators.ts';
import { SearchEntries } from './0015-search-entries.ts';
import { Bots } from './0016-bots.ts';
import { Webhooks } from './0017-webhooks.ts';
import { Holdings } from './0018-holdings.ts';
import { Notices } from './0019-notices.ts';

export const MIGRATIONS = [
  { name: '0001-rows', class: Rows },
  { name: '0002-progress', class: Progress },
  { name: '0003-tables', class: Tables },
  { name: '0004-sequences', class: Sequences },
  { name: '0005-last-times', class: LastTimes },
  { name: '0006-places', class: Places },
  { name: '0007-changes', class: Changes },
  { name: '0008-rooms', class: Rooms },
  { name: '0009-names', class: Names },
  { name: '0010-search', class: Search },
  { name: '0011-erasure', class: Erasure },
  { name: '0012-pages', class: Pages },
  { name: '0013-people', class: People },
  { name: '0014-operators', class: Operators },
  { name: '0015-search-entries', class: SearchEntries },
  { name: '0016-bots', class: Bots },
  { name: '0017-webhooks', class: Webhooks },
  { name: '0018-holdings', class: Holdings },
  { name: '0019-notices', class: Notices },
];
