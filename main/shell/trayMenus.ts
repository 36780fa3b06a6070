import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { TrayAction, TrayItem } from './trayMenu';

type NativeMenu = ReturnType<(typeof Menu)['buildFromTemplate']>;

/**
 * Makes the native menus of what the tray shows. Electron keeps each submenu that a tray was ever given (seen with 25.1.1 on Linux: some
 * 1.3 KB each, for good; the menu itself goes), and every use of a token changes the menu. So a submenu that says the same as before is the
 * same one, and one that is not shown any more is emptied.
 */
export function createTrayMenus(onAction: (action: TrayAction) => void): {
  show(items: readonly TrayItem[], put: (menu: NativeMenu) => void): void;
} {
  let shown = new Map<string, NativeMenu>();

  function build(items: readonly TrayItem[], used: Map<string, NativeMenu>): NativeMenu {
    return Menu.buildFromTemplate(items.map((item) => toOptions(item, used)));
  }
  function toOptions(item: TrayItem, used: Map<string, NativeMenu>): MenuItemConstructorOptions {
    switch (item.type) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: item.label, enabled: false };
      case 'submenu':
        return { label: item.label, submenu: submenuOf(item.items, used) };
      case 'action':
        return {
          label: item.label,
          enabled: item.isEnabled,
          click: () => {
            onAction(item.action);
          },
        };
    }
  }
  function submenuOf(items: readonly TrayItem[], used: Map<string, NativeMenu>): NativeMenu {
    const key = JSON.stringify(items);
    const former = shown.get(key);
    // In two places at once it would have two parents.
    if (former === undefined || used.has(key)) {
      const menu = build(items, used);
      used.set(used.has(key) ? `${key} ${String(used.size)}` : key, menu);
      return menu;
    }
    used.set(key, former);
    stay(items, used);
    return former;
  }
  /** What stands in a submenu that stays, stays. */
  function stay(items: readonly TrayItem[], used: Map<string, NativeMenu>): void {
    for (const item of items) {
      if (item.type !== 'submenu') continue;
      const key = JSON.stringify(item.items);
      const menu = shown.get(key);
      if (menu !== undefined) used.set(key, menu);
      stay(item.items, used);
    }
  }

  return {
    show(items, put) {
      const used = new Map<string, NativeMenu>();
      put(build(items, used));
      const stays = new Set(used.values());
      for (const menu of shown.values()) if (!stays.has(menu)) empty(menu);
      shown = used;
    },
  };
}

/** A press that comes too late for it does nothing. */
function empty(menu: NativeMenu): void {
  menu.items.length = 0;
  // Not in Electron's documents: what a press is looked up in.
  for (const name of ['commandsMap', 'groupsMap']) Reflect.set(menu, name, {});
}
