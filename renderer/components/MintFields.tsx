/** Access and expiry: the two choices that every new token needs, in the window and for a waiting command alike. */
import type { Level } from '../../preload/contract/contract';
import { accessSummary, expiresMs, levelsUpTo, tomorrow, type Access, type Expiry } from '../mintForm';
import { dayText } from '../times';
import { words } from '../words';
import { Picker, Segments, TextInput } from './Fields';
import { CrossIcon } from './Icons';
import { Note } from './Note';
import { ProjectSearch } from './ProjectSearch';
import { Button } from 'react-aria-components';

const text = words.newToken;
const levelChoices = (levels: readonly Level[]) =>
  levels.map((level) => ({ id: level, text: level, note: text.levels[level].slice(level.length + 2) }));

export function AccessFields({ access, onChange, error }: { access: Access; onChange: (access: Access) => void; error: string | null }) {
  return (
    <div className="access">
      <Segments
        label={text.access}
        value={access.kind}
        choices={[
          { id: 'chosen', text: text.chosen },
          { id: 'all', text: text.all },
          { id: 'full', text: text.full },
        ]}
        onChange={(kind) => {
          onChange({ ...access, kind });
        }}
      />
      {access.kind === 'all' && (
        <Picker
          label={text.level}
          value={access.allLevel}
          choices={levelChoices(levelsUpTo(null))}
          onChange={(allLevel) => {
            onChange({ ...access, allLevel });
          }}
        />
      )}
      {access.kind === 'chosen' && <ChosenProjects access={access} onChange={onChange} />}
      {error !== null && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function ChosenProjects({ access, onChange }: { access: Access; onChange: (access: Access) => void }) {
  const { chosen } = access;
  return (
    <>
      {chosen.length > 0 && (
        <ul className="picked">
          {chosen.map(({ project, level }) => (
            <li key={project.id}>
              <bdi className="clip picked-name" title={project.name}>
                {project.name}
              </bdi>
              {project.containsPhi === true && <span className="phi">{text.phi}</span>}
              <span className="dim picked-region">{project.region}</span>
              <Picker
                label={text.levelFor(project.name)}
                isLabelHidden
                isQuiet
                value={level}
                choices={levelChoices(levelsUpTo(project.level))}
                onChange={(next) => {
                  onChange({ ...access, chosen: chosen.map((one) => (one.project.id === project.id ? { ...one, level: next } : one)) });
                }}
              />
              <Button
                className="icon-button"
                aria-label={text.remove(project.name)}
                onPress={() => {
                  onChange({ ...access, chosen: chosen.filter((one) => one.project.id !== project.id) });
                }}
              >
                <CrossIcon />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ProjectSearch
        label={text.findProject}
        taken={chosen.map(({ project }) => project.id)}
        onPick={(project) => {
          onChange({ ...access, chosen: [...chosen, { project, level: 'VIEW' }] });
        }}
      />
    </>
  );
}

export function ExpiryFields({
  expiry,
  nowMs,
  onChange,
  error,
}: {
  expiry: Expiry;
  nowMs: number;
  onChange: (expiry: Expiry) => void;
  error: string | null;
}) {
  const noted = (kind: 'day' | 'week' | 'month') => ({
    id: kind,
    text: text.expiries[kind],
    note: dayText(expiresMs({ kind, date: '' }, nowMs) ?? nowMs),
  });
  return (
    <div className="expiry">
      <Picker
        label={text.expires}
        value={expiry.kind}
        choices={[noted('day'), noted('week'), noted('month'), { id: 'custom', text: text.expiries.custom }]}
        onChange={(kind) => {
          onChange({ ...expiry, kind, date: expiry.date === '' ? tomorrow(nowMs) : expiry.date });
        }}
      />
      {expiry.kind === 'custom' && (
        <TextInput
          label={text.customDate}
          type="date"
          value={expiry.date}
          min={tomorrow(nowMs)}
          onChange={(date) => {
            onChange({ ...expiry, date });
          }}
          error={error}
        />
      )}
    </div>
  );
}

export function AccessSummary({ access }: { access: Access }) {
  const { title, rest } = accessSummary(access);
  return (
    <Note tone="warn" title={title}>
      {rest.join(' ')}
    </Note>
  );
}
