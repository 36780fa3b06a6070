/** Who is shown, who else is here, and what belongs to an account. Which one is shown only a press here changes. */
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { AccountLine, accountText, Avatar } from '../../components/AccountLine';
import { ChevronIcon } from '../../components/Icons';
import { open } from '../../stores/desk';
import { addAccount, switchAccount, useAccounts, useApp, useLock, type SignedIn } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.rail;
const links = { manage: 'accountSecurityPage', tokensPage: 'apiTokensPage', docs: 'documentation', help: 'support' } as const;
/** Ids of accounts hold anything; this keeps them apart from the other lines. */
const ACCOUNT = 'account ';

function act(key: string): void {
  if (key.startsWith(ACCOUNT)) void switchAccount(key.slice(ACCOUNT.length));
  else if (key === 'add') void addAccount();
  else if (key === 'leases') open({ kind: 'leases' });
  else if (key === 'signOut') open({ kind: 'signOut' });
  else if (key === 'remove') open({ kind: 'removeAccount' });
  else if (key === 'lock') void vault.lock.lock({});
  else if (key in links) void vault.link.open({ link: links[key as keyof typeof links] });
}

export function AccountMenu({ session }: { session: SignedIn }) {
  const { account } = session;
  const cards = useAccounts((state) => state.value?.list) ?? [];
  const isNameTwice = cards.filter((card) => card.account.username === account.username).length > 1;
  const isLockSetUp = useLock((state) => state.value?.isSetUp === true);
  const isMac = useApp((state) => state.value?.os === 'mac');
  const name = words.accounts.name(account.username, account.platform.name);
  return (
    <MenuTrigger>
      <Button className="account" aria-label={text.accountMenu(name)}>
        <Avatar username={account.username} platformName={isNameTwice ? account.platform.name : undefined} />
        <span className="account-names rail-word">
          <bdi className="clip account-name">{account.username}</bdi>
          <span className="clip dim">{account.platform.name}</span>
        </span>
        <ChevronIcon />
      </Button>
      <Popover className="pop" placement="bottom start" offset={4}>
        <Menu
          className="options"
          onAction={(key) => {
            act(String(key));
          }}
        >
          <MenuSection selectionMode="single" selectedKeys={[ACCOUNT + account.id]} aria-label={words.accounts.here}>
            {cards.map((card) => (
              <MenuItem
                key={card.account.id}
                id={ACCOUNT + card.account.id}
                className="option option-account"
                aria-label={accountText(card)}
                textValue={accountText(card)}
              >
                <AccountLine card={card} />
              </MenuItem>
            ))}
          </MenuSection>
          <MenuItem id="add" className="option">
            {words.accounts.add}
          </MenuItem>
          <MenuItem id="leases" className="option">
            {words.leases.menu}
          </MenuItem>
          <Separator className="option-line" />
          <MenuSection>
            <Header className="unseen">{name}</Header>
            {(Object.keys(links) as (keyof typeof links)[]).map((key) => (
              <MenuItem key={key} id={key} className="option">
                {text[key]}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="option-line" />
          {isLockSetUp && (
            <MenuItem id="lock" className="option" textValue={words.lock.now}>
              {words.lock.now}
              <span className="dim">{isMac ? '⌘L' : 'Ctrl+L'}</span>
            </MenuItem>
          )}
          <MenuItem id="signOut" className="option">
            {text.signOut}
          </MenuItem>
          <MenuItem id="remove" className="option">
            {text.removeAccount}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
