// What can be asked for, before anything was.
import type { Filter } from '../model/search-filters.ts';

export function SearchHelp({ filters }: { filters: readonly Filter[] }) {
  return (
    <div class="search-help">
      <p>Finds what was said in all rooms that are open to you, the newest first.</p>
      <dl>
        {filters.map(({ key, finds, example }) => (
          <div key={key}>
            <dt>{example.endsWith(':') ? `${example}name` : example}</dt>
            <dd>{finds}</dd>
          </div>
        ))}
        <div>
          <dt>“some words”</dt>
          <dd>these words side by side</dd>
        </div>
        <div>
          <dt>-word</dt>
          <dd>messages without this word</dd>
        </div>
      </dl>
      <p>A name with spaces stands in quotes: from:"Ada L." Days begin at midnight UTC.</p>
    </div>
  );
}
