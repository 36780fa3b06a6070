/** Who may be given a token: its policy, the programs for which it is settled, who asked, and what was allowed for a while. */
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type { Approval, ConsentOfToken, PolicyKind, TokenPolicy, TokenRow } from '../../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { Picker } from '../../../components/Fields';
import { ErrorNote } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog } from '../../../stores/desk';
import { useSecond } from '../../../stores/now';
import { momentText } from '../../../times';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText } from '../rowFacts';

const text = words.policy;
const KINDS: readonly PolicyKind[] = ['allow', 'ask', 'listed', 'never'];

interface Change {
  kind?: PolicyKind;
  allow?: string[];
  deny?: string[];
  forget?: string[];
}
interface Acts {
  change: (change: Change, said: string) => void;
  withdraw: (id: string, said: string) => void;
}

export function WhoMayUse({ row }: { row: TokenRow }) {
  const { signature } = row;
  const accountId = useAccountId();
  const box = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<ErrorAnswer | null>(null);
  const { value, error, again } = useAnswer(useCallback(() => vault.consent.load({ accountId, signature }), [accountId, signature]));
  useEffect(() => vault.events.consentChanged(again), [again]);

  const act = async (answered: Promise<Answer<ConsentOfToken>>, done: string) => {
    const answer = await answered;
    setProblem(answer.ok ? null : answer.error);
    setSaid(answer.ok ? done : '');
    again();
  };
  const acts: Acts = {
    change: (change, done) => {
      const all = { kind: null, allow: [], deny: [], forget: [], ...change };
      void act(vault.consent.change({ accountId, signature, ...all }), done);
      // The line that had the focus goes; a choice of the policy keeps it.
      if (change.kind === undefined) box.current?.focus();
    },
    withdraw: (id, done) => {
      void act(vault.consent.withdraw({ accountId, signature, id }), done);
      box.current?.focus();
    },
  };

  return (
    <Sheet title={text.title(labelText(row))} width="xl" onClose={closeDialog}>
      <p className="lead">
        {text.lead} {text.noWall}
      </p>
      <div ref={box} tabIndex={-1} className="who">
        <ErrorNote error={problem ?? error} />
        <p role="status" className="help given-said break">
          {said}
        </p>
        {value === null && error === null && <p role="status">{text.loading}</p>}
        {value !== null && (
          <>
            <Kind policy={value.policy} acts={acts} />
            <ForNow approvals={value.approvals} acts={acts} />
            <Settled policy={value.policy} acts={acts} />
            <AskedBefore {...value} acts={acts} />
          </>
        )}
      </div>
      <Row>
        <Push kind="primary" autoFocus onPress={closeDialog}>
          {words.common.done}
        </Push>
      </Row>
    </Sheet>
  );
}

function Kind({ policy: { kind }, acts }: { policy: TokenPolicy; acts: Acts }) {
  return (
    <Picker
      label={text.kind}
      value={kind}
      choices={KINDS.map((id) => ({ id, text: text.kinds[id] }))}
      onChange={(next) => {
        if (next !== kind) acts.change({ kind: next }, text.set(text.kinds[next]));
      }}
      help={text.kindHelp[kind]}
    />
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="details-part" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Line({ name, more, children }: { name: string; more: string; children: ReactNode }) {
  return (
    <li>
      <div className="given-line">
        <div className="given-facts break">
          <bdi className="given-name">{name}</bdi>
          <div className="dim">{more}</div>
        </div>
        {children}
      </div>
    </li>
  );
}

function ForNow({ approvals, acts }: { approvals: readonly Approval[]; acts: Acts }) {
  const now = useSecond();
  const living = approvals.filter(({ untilMs }) => untilMs === null || untilMs > now);
  return (
    <Part title={text.forNow}>
      {living.length === 0 && <p className="help">{text.forNowNone}</p>}
      <ul className="given-list">
        {living.map(({ id, path, program, terminal, untilMs }) => {
          const name = path ?? program ?? words.common.unknown;
          return (
            <Line key={id} name={name} more={text.until(terminal, untilMs === null ? null : momentText(untilMs))}>
              <Push
                aria-label={text.withdrawFor(name, terminal)}
                onPress={() => {
                  acts.withdraw(id, text.withdrawn(name));
                }}
              >
                {text.withdraw}
              </Push>
            </Line>
          );
        })}
      </ul>
    </Part>
  );
}

function Settled({ policy: { kind, programs }, acts }: { policy: TokenPolicy; acts: Acts }) {
  return (
    <Part title={text.settled}>
      {programs.length === 0 && <p className="help">{text.settledNone[kind]}</p>}
      {programs.length > 0 && text.settledMore[kind] !== null && <p className="help">{text.settledMore[kind]}</p>}
      <ul className="given-list">
        {programs.map(({ path, isAllowed }) => (
          <Line key={path} name={path} more={isAllowed ? text.may : text.mayNot}>
            <Push
              aria-label={text.removeFor(path)}
              onPress={() => {
                acts.change({ forget: [path] }, text.removed(path));
              }}
            >
              {text.remove}
            </Push>
          </Line>
        ))}
      </ul>
    </Part>
  );
}

/** Programs are added from those that asked: their names are the system's word, and nobody has to type a path. */
function AskedBefore({ policy, asked, scripted, acts }: ConsentOfToken & { acts: Acts }) {
  const open = asked.filter((path) => !policy.programs.some((one) => one.path === path));
  return (
    <Part title={text.asked}>
      {open.length === 0 && <p className="help">{text.askedNone}</p>}
      <ul className="given-list">
        {open.map((path) => {
          const isScripted = scripted.includes(path);
          return (
            <Line key={path} name={path} more={isScripted ? text.scripted : text.unsettled}>
              {!isScripted && (
                <Push
                  aria-label={text.allowFor(path)}
                  onPress={() => {
                    acts.change({ allow: [path] }, text.allowed(path));
                  }}
                >
                  {text.allow}
                </Push>
              )}
              <Push
                aria-label={text.denyFor(path)}
                onPress={() => {
                  acts.change({ deny: [path] }, text.denied(path));
                }}
              >
                {text.deny}
              </Push>
            </Line>
          );
        })}
      </ul>
    </Part>
  );
}
