// How a rebuild ends: 0 done, 1 stopped before its end and goes on when it is run again, 2 somebody has to decide first.

/** Nothing was changed, and another try ends the same: the message says what to do. */
export class HandsOff extends Error {
  override name = 'HandsOff';
}
