import { composeDesktop, prepareDesktop } from './composeDesktop';
import { startApp } from './shell/startApp';

startApp(prepareDesktop, composeDesktop);
