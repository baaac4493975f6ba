// Where one will write, for as long as that is not there: as high as it will be, so that no message moves.
export function ComposerPlace() {
  return (
    <div class="composer" aria-hidden="true">
      <div class="writing">
        <div class="field" />
      </div>
      <p class="hint">
        <span class="keys" />
      </p>
    </div>
  );
}
