/** What an input method answers for a key that is its own. */
const PROCESSED_BY_INPUT_METHOD = 229;

interface Key {
  isComposing: boolean;
  keyCode: number;
}

/** Whether a key belongs to an input method. Safari ends the composition before the Enter that confirms it. */
export const isComposing = (key: Key): boolean =>
  key.isComposing || key.keyCode === PROCESSED_BY_INPUT_METHOD;
