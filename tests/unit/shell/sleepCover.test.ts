import { expect, it } from 'vitest';
import { coverInSleep } from '../../../main/shell/sleepCover';
import { fakeClock } from '../../fakes/fakeClock';
import { fakeDesk } from '../../fakes/fakeDesk';

function play() {
  const desk = fakeDesk();
  const clock = fakeClock();
  const did: string[] = [];
  const session = { isOpen: true };
  const window = { cover: () => void did.push('cover'), uncover: () => void did.push('uncover') };
  const stop = coverInSleep({ desk, window, isSignedIn: () => session.isOpen, clock });
  return { desk, clock, did, session, stop };
}

it('the window goes off the screen before sleep, at once, and comes back after, however often each is told', async () => {
  const { desk, clock, did } = play();
  desk.tell('suspending');
  expect(did).toEqual(['cover']);
  desk.tell('suspending');
  desk.tell('resumed');
  desk.tell('resumed');
  await clock.advance(0);
  expect(did.filter((one) => one === 'uncover')).toHaveLength(1);
  expect(did.at(-1)).toBe('uncover');
});

it('SECURITY: a page whose session ended in sleep is replaced before it can be seen', async () => {
  const { desk, clock, did, session } = play();
  desk.tell('suspending');
  session.isOpen = false;
  desk.tell('resumed');
  await clock.advance(100);
  expect(did).toEqual(['cover']);
  await clock.advance(1000);
  expect(did).toEqual(['cover', 'uncover']);
});

it('stopped, it brings nothing back', async () => {
  const { desk, clock, did, stop } = play();
  desk.tell('suspending');
  desk.tell('resumed');
  stop();
  await clock.advance(1000);
  expect(did).toEqual(['cover']);
});
