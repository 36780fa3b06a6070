/** Access and expiry: the two choices that every new token needs, in the window and for a waiting command alike. */
import type { Level } from '../../preload/contract/contract';
import { endOf, levelsUpTo, mayMeetPhi, tomorrow, withoutProject, withProject, type Access, type Expiry } from '../mintForm';
import { dayText } from '../times';
import { words } from '../words';
import { Picker, Segments, TextInput, Tick } from './Fields';
import { CrossIcon } from './Icons';
import { ProjectPicker } from './ProjectPicker';
import { Push } from './Push';
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
      {access.kind === 'all' && Object.keys(access.exceptions).length > 0 && (
        <p className="help exceptions">
          {text.exceptions(Object.keys(access.exceptions).length)}
          <Push
            kind="quiet"
            onPress={() => {
              onChange({ ...access, exceptions: {} });
            }}
          >
            {text.leaveOut}
          </Push>
        </p>
      )}
      {access.kind === 'chosen' && <ChosenProjects access={access} onChange={onChange} />}
      {mayMeetPhi(access) && (
        <Tick
          isSelected={access.leavesPhiOut}
          onChange={(leavesPhiOut) => {
            onChange({ ...access, leavesPhiOut });
          }}
          help={text.noPhiHelp}
        >
          {text.noPhi}
        </Tick>
      )}
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
                  onChange(withoutProject(access, project.id));
                }}
              >
                <CrossIcon />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ProjectPicker
        label={text.findProject}
        taken={new Set(chosen.map(({ project }) => project.id))}
        onToggle={(project) => {
          const isTaken = chosen.some((one) => one.project.id === project.id);
          onChange(isTaken ? withoutProject(access, project.id) : withProject(access, project));
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
  const ends = endOf(expiry, nowMs);
  return (
    <div className="expiry">
      <Segments
        label={text.expires}
        value={expiry.kind}
        choices={(['day', 'week', 'month', 'custom'] as const).map((id) => ({ id, text: text.expiries[id] }))}
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
      {expiry.kind !== 'custom' && <p className="help">{ends === null ? text.endsByPlatform : text.ends(dayText(ends))}</p>}
    </div>
  );
}
