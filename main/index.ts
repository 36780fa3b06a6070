import { prepareDesktop } from './prepareDesktop';
import { startApp } from './shell/startApp';
import { turn } from './shell/turns';

startApp(prepareDesktop, async (parts) => {
  const { composeDesktop } = await import('./composeDesktop');
  await turn();
  const { runApp } = await import('./shell/runApp');
  await turn();
  return runApp(composeDesktop, parts);
});
