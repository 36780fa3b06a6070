/** Finds a project by part of its name or id, asking main as one types. */
import { useEffect, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import type { Project } from '../../preload/contract/contract';
import type { ErrorAnswer } from '../../preload/contract/errors';
import { useAccountId } from '../account';
import { vault } from '../vault';
import { words } from '../words';
import { ChevronIcon } from './Icons';
import { ErrorNote } from './Note';

const LIMIT = 50;
const TYPING_PAUSE_MS = 150;

interface Found {
  projects: Project[];
  hasMore: boolean;
  error: ErrorAnswer | null;
  isBusy: boolean;
}

/** The last question's answer; an answer that comes late to an older question is dropped. */
function useProjects(query: string): Found {
  const accountId = useAccountId();
  const [found, setFound] = useState<Found>({ projects: [], hasMore: false, error: null, isBusy: true });
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      void vault.projects.find({ accountId, query: query.trim(), limit: LIMIT }).then((answer) => {
        if (!isCurrent) return;
        setFound(
          answer.ok
            ? { ...answer.value, error: null, isBusy: false }
            : { projects: [], hasMore: false, error: answer.error, isBusy: false },
        );
      });
    }, TYPING_PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [accountId, query]);
  return found;
}

export function ProjectSearch({ label, taken, onPick }: { label: string; taken: readonly string[]; onPick: (project: Project) => void }) {
  const [query, setQuery] = useState('');
  // A pick starts the field anew, closed and empty, so that the list does not spring open over what was picked.
  const [picks, setPicks] = useState(0);
  const { projects, hasMore, error, isBusy } = useProjects(query);
  const offered = projects.filter(({ id }) => !taken.includes(id));
  const text = words.newToken;
  return (
    <>
      <ComboBox
        key={picks}
        autoFocus={picks > 0}
        className="field"
        inputValue={query}
        onInputChange={setQuery}
        value={null}
        onChange={(key) => {
          const project = offered.find(({ id }) => id === key);
          if (project === undefined) return;
          onPick(project);
          setQuery('');
          setPicks(picks + 1);
        }}
        items={offered}
        menuTrigger="input"
        allowsEmptyCollection
      >
        <Label>{label}</Label>
        <div className="in">
          <Input className="in-text" maxLength={200} placeholder={text.findHelp} spellCheck="false" />
          <Button className="in-button">
            <ChevronIcon />
          </Button>
        </div>
        {hasMore && (
          <Text slot="description" className="help">
            {text.moreFound}
          </Text>
        )}
        <Popover className="pop pop-wide" offset={4}>
          <ListBox<Project>
            className="options"
            renderEmptyState={() => <div className="option-none">{isBusy ? text.finding : text.nothingFound}</div>}
          >
            {(project) => (
              <ListBoxItem id={project.id} textValue={project.name} className="option">
                <bdi className="clip">{project.name}</bdi>
                {project.containsPhi === true && <span className="phi">{text.phi}</span>}
                <span className="dim">{project.region ?? project.id}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      <ErrorNote error={error} />
    </>
  );
}
