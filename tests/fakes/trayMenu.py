#!/usr/bin/python3
"""A person at the tray: reads and presses the menu of the one icon that statusNotifierWatcher.py knows.

  trayMenu.py list [--wait SECONDS]           {"tooltip", "icon": {"width", "height", "sha256"}, "menu": [...]}
  trayMenu.py click LABEL [LABEL...] [--wait SECONDS]   through submenus; waits until the row is there and enabled
  trayMenu.py activate                        a press on the icon itself
  trayMenu.py serve                           each line of stdin is a JSON array of such words; {"n", "answer" or "problem"} a line

Rows are {"label", "enabled", "separator", "checked", "menu"}. Exits 1 with a word on stderr when the row is not there in time.
"""
import hashlib
import json
import sys
import time

import dbus

WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'


def connect(bus):
    watcher = dbus.Interface(bus.get_object(WATCHER, '/StatusNotifierWatcher'), dbus.PROPERTIES_IFACE)
    items = watcher.Get(WATCHER, 'RegisteredStatusNotifierItems')
    if len(items) != 1:
        raise LookupError(f'{len(items)} icons in the tray, not one')
    name, path = str(items[0]).split('/', 1)
    return name, bus.get_object(name, '/' + path)


def row(node):
    number, properties, children = node
    label = str(properties.get('label', ''))
    return {
        'id': int(number),
        # dbusmenu marks access keys with one underscore and writes two for one.
        'label': label.replace('__', '\0').replace('_', '').replace('\0', '_'),
        'enabled': bool(properties.get('enabled', True)),
        'visible': bool(properties.get('visible', True)),
        'separator': str(properties.get('type', '')) == 'separator',
        'checked': int(properties['toggle-state']) == 1 if 'toggle-state' in properties else None,
        'menu': [row(child) for child in children],
    }


def read(bus):
    name, item = connect(bus)
    properties = dbus.Interface(item, dbus.PROPERTIES_IFACE).GetAll(ITEM)
    menu = dbus.Interface(bus.get_object(name, properties['Menu']), MENU)
    # Some build their menu only when told that it is about to be shown.
    try:
        menu.AboutToShow(0)
    except dbus.DBusException:
        pass
    _revision, root = menu.GetLayout(0, -1, dbus.Array([], signature='s'))
    return item, properties, menu, row(root)['menu']


def icon(properties):
    images = properties.get('IconPixmap')
    if not images:
        return None
    width, height, pixels = max(images, key=lambda image: int(image[0]))
    return {'width': int(width), 'height': int(height), 'sha256': hashlib.sha256(bytes(pixels)).hexdigest()}


def find(rows, labels):
    for each in rows:
        if each['label'] == labels[0] and each['visible']:
            if len(labels) > 1:
                return find(each['menu'], labels[1:])
            return each if each['enabled'] else None
    return None


def until(seconds, attempt):
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except (LookupError, dbus.DBusException) as problem:
            if time.monotonic() > end:
                raise LookupError(str(problem)) from problem
        time.sleep(0.05)


def show(bus):
    _item, properties, _menu, rows = read(bus)
    tip = properties.get('ToolTip')
    return {'tooltip': str(tip[2]) if tip else str(properties.get('Title', '')), 'icon': icon(properties), 'menu': rows}


def click(bus, labels):
    _item, _properties, menu, rows = read(bus)
    found = find(rows, labels)
    if found is None:
        raise LookupError(f"no enabled {' > '.join(labels)} in {json.dumps([each['label'] for each in rows])}")
    # Quit may end the program before it answers.
    menu.Event(found['id'], 'clicked', dbus.Int32(0, variant_level=1), dbus.UInt32(int(time.time()) & 0xFFFFFFFF), ignore_reply=True)
    bus.flush()
    return {'clicked': labels}


def activate(bus):
    _name, item = connect(bus)
    dbus.Interface(item, ITEM).Activate(0, 0)
    return {'activated': True}


def perform(bus, words):
    seconds = 0.0
    if '--wait' in words:
        at = words.index('--wait')
        seconds = float(words[at + 1])
        words = words[:at] + words[at + 2 :]
    verb, labels = words[0], words[1:]
    action = {'list': lambda: show(bus), 'click': lambda: click(bus, labels), 'activate': lambda: activate(bus)}[verb]
    return until(seconds, action)


def serve(bus):
    for n, line in enumerate(sys.stdin, 1):
        try:
            print(json.dumps({'n': n, 'answer': perform(bus, json.loads(line))}), flush=True)
        except LookupError as problem:
            print(json.dumps({'n': n, 'problem': str(problem)}), flush=True)


def main(words):
    bus = dbus.SessionBus()
    if words == ['serve']:
        serve(bus)
        return 0
    try:
        print(json.dumps(perform(bus, words)))
    except LookupError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
