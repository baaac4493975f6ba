// What can be asked for, before anything was.
import type { Filter } from '../model/search-filters.ts';
import { SEARCH_WORDS } from '../words/places.ts';

export function SearchHelp({ filters }: { filters: readonly Filter[] }) {
  return (
    <div class="search-help">
      <p>{SEARCH_WORDS.lead}</p>
      <dl>
        {filters.map(({ key, finds, example }) => (
          <div key={key}>
            <dt>{example.endsWith(':') ? SEARCH_WORDS.named(example) : example}</dt>
            <dd>{finds}</dd>
          </div>
        ))}
        <div>
          <dt>{SEARCH_WORDS.phrase}</dt>
          <dd>{SEARCH_WORDS.phraseFinds}</dd>
        </div>
        <div>
          <dt>{SEARCH_WORDS.without}</dt>
          <dd>{SEARCH_WORDS.withoutFinds}</dd>
        </div>
      </dl>
      <p>{SEARCH_WORDS.quotes}</p>
    </div>
  );
}
