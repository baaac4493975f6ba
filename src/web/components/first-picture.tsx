// A room's last messages as the page will show them, with the empty frame of what will stand around them: drawn before there is a page,
// where it will stand. Nobody can do anything with it, and to a screen reader it is not there.
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { User } from '../../shared/wire/objects.ts';
import { namesIn } from '../model/message-words.ts';
import type { Room } from '../model/room.ts';
import { calledIn } from '../model/room-names.ts';
import { rowsOf } from '../model/rows.ts';
import { createStore } from '../model/store.ts';
import { Beginning, BeginningPlace } from './beginning.tsx';
import { ComposerPlace } from './composer-place.tsx';
import { ListWindow } from './list-window.ts';
import type { MessageDeeds } from './message-deeds.ts';
import { Rows } from './rows.tsx';

export interface FirstPictureProps {
  user: User;
  room: Room;
  /** Everything up to here is in the database. */
  persisted: number;
}

const NONE: ReadonlySet<string> = new Set();
const nothing = () => undefined;

export function FirstPicture({ user, room, persisted }: FirstPictureProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const rows = useMemo(() => rowsOf(room, { me: user, persisted }), []);
  const Above = room.older.state === 'none' ? Beginning : BeginningPlace;
  const deeds = useMemo(() => noDeeds(user, room), []);
  const window = useMemo(
    () => new ListWindow({ scroller: () => scroller.current, list: () => list.current }),
    [],
  );
  useLayoutEffect(() => {
    window.toRow('new', { put: true });
    return () => window.stop();
  }, []);
  return (
    <div class="chat picture" aria-hidden="true" inert>
      <div class="sidebar" />
      <div class="room">
        <div class="room-header" />
        <div class="room-body">
          <div class="conversation">
            <div class="timeline">
              <div class="scroller" ref={scroller} data-more={room.older.state === 'more'}>
                <Above room={room} called={calledIn(room, user.id)} />
                <div class="log">
                  <Rows
                    {...{ rows, window, deeds, list }}
                    kept={NONE}
                    follows
                    onDays={nothing}
                    onDrawn={nothing}
                  />
                </div>
              </div>
            </div>
            <p class="typing" />
            <ComposerPlace />
          </div>
        </div>
      </div>
    </div>
  );
}

const noDeeds = (me: User, room: Room): MessageDeeds => ({
  me,
  store: createStore({ user: me, rooms: { [room.name]: room }, current: room.name }),
  names: () => namesIn(room.view),
  open: nothing,
  reply: nothing,
  toggle: nothing,
  jump: async () => undefined,
  copy: nothing,
  retry: nothing,
  dismiss: nothing,
});
