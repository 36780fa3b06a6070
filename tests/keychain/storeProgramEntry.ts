import { serveStore } from './storeProgram';

serveStore(process.argv[2] ?? 'dxkey-test');
