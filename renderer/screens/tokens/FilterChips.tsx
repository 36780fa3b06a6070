/** The filters over the table: several at once, each with how many tokens it is about; "All" takes them off. */
import { useMemo } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { TokenList } from '../../../preload/contract/contract';
import { useNow } from '../../stores/now';
import { words } from '../../words';
import { countRows, FILTERS, NO_FILTERS, pressed, type Counts, type Filter } from './filters';

const text = words.tokens;

interface FiltersProps {
  list: TokenList | null;
  filters: ReadonlySet<Filter>;
  onChange: (filters: ReadonlySet<Filter>) => void;
}

export function FilterChips({ list, filters, onChange }: FiltersProps) {
  const now = useNow();
  const counts = useMemo(() => countRows(list?.rows ?? [], now), [list, now]);
  // A filter that would show nothing is noise, unless it is on.
  const shown = FILTERS.filter((one) => filters.has(one) || counts[one] > 0);
  return (
    <ToggleButtonGroup
      className="chips"
      aria-label={text.filters}
      selectionMode="multiple"
      selectedKeys={filters.size === 0 ? ['all'] : filters}
      onSelectionChange={(keys) => {
        const one = FILTERS.find((filter) => keys.has(filter) !== filters.has(filter));
        onChange(one === undefined ? NO_FILTERS : pressed(filters, one));
      }}
    >
      <ToggleButton id="all" className="chip">
        {text.all} <span className="tabular">{list?.rows.length}</span>
      </ToggleButton>
      {shown.map((one) => (
        <ToggleButton key={one} id={one} className="chip">
          {text.filter[one]} <span className="tabular">{list === null ? '' : countText(one, counts)}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

const countText = (filter: Filter, counts: Counts) =>
  filter === 'phi' && counts.phiUnknown > 0 ? text.phiCount(counts.phi - counts.phiUnknown, counts.phiUnknown) : String(counts[filter]);
