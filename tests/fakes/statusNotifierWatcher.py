#!/usr/bin/python3
"""A panel with a tray, as far as a program can tell: org.kde.StatusNotifierWatcher on the session bus.

Prints {"ready": true}, then one JSON line for each icon that comes or goes. Start it before the program that shows an icon.
"""
import json

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = 'org.kde.StatusNotifierWatcher'
PATH = '/StatusNotifierWatcher'


def say(**line):
    print(json.dumps(line), flush=True)


class Watcher(dbus.service.Object):
    def __init__(self, bus):
        self._bus = bus
        self._items = []
        self._name = dbus.service.BusName(NAME, bus, do_not_queue=True)
        super().__init__(self._name, PATH)
        bus.add_signal_receiver(self._owner_changed, 'NameOwnerChanged', 'org.freedesktop.DBus', 'org.freedesktop.DBus')

    @dbus.service.method(NAME, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        # Some register an object path and mean themselves; some register a bus name and mean its usual path.
        if service.startswith('/'):
            item = sender + service
        else:
            item = service if '/' in service else service + '/StatusNotifierItem'
        if item in self._items:
            return
        self._items.append(item)
        say(appeared=item)
        self.StatusNotifierItemRegistered(item)

    @dbus.service.method(NAME, in_signature='s')
    def RegisterStatusNotifierHost(self, _service):
        self.StatusNotifierHostRegistered()

    @dbus.service.signal(NAME, signature='s')
    def StatusNotifierItemRegistered(self, item):
        pass

    @dbus.service.signal(NAME, signature='s')
    def StatusNotifierItemUnregistered(self, item):
        pass

    @dbus.service.signal(NAME, signature='')
    def StatusNotifierHostRegistered(self):
        pass

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='ss', out_signature='v')
    def Get(self, _interface, name):
        return self._properties()[name]

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='s', out_signature='a{sv}')
    def GetAll(self, _interface):
        return self._properties()

    def _properties(self):
        return {
            'IsStatusNotifierHostRegistered': dbus.Boolean(True),
            'ProtocolVersion': dbus.Int32(0),
            'RegisteredStatusNotifierItems': dbus.Array(self._items, signature='s'),
        }

    def _owner_changed(self, name, _old, new):
        if new:
            return
        for item in [each for each in self._items if each.split('/', 1)[0] == name]:
            self._items.remove(item)
            say(gone=item)
            self.StatusNotifierItemUnregistered(item)


if __name__ == '__main__':
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    watcher = Watcher(dbus.SessionBus())
    say(ready=True)
    GLib.MainLoop().run()
