#!/usr/bin/python3
"""A desktop that shows notifications, as far as a program can tell: org.freedesktop.Notifications on the session bus.

Prints {"ready": true}, then one JSON line for each notification: {"summary", "body"}.
"""
import json

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = 'org.freedesktop.Notifications'


def say(**line):
    print(json.dumps(line), flush=True)


class Server(dbus.service.Object):
    def __init__(self, bus):
        self._name = dbus.service.BusName(NAME, bus, do_not_queue=True)
        super().__init__(self._name, '/org/freedesktop/Notifications')
        self._shown = 0

    @dbus.service.method(NAME, in_signature='susssasa{sv}i', out_signature='u')
    def Notify(self, _app, replaces, _icon, summary, body, _actions, _hints, _limit):
        say(summary=str(summary), body=str(body))
        if replaces:
            return replaces
        self._shown += 1
        return self._shown

    @dbus.service.method(NAME, in_signature='u')
    def CloseNotification(self, number):
        self.NotificationClosed(number, 3)

    @dbus.service.signal(NAME, signature='uu')
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.method(NAME, out_signature='as')
    def GetCapabilities(self):
        return dbus.Array(['body'], signature='s')

    @dbus.service.method(NAME, out_signature='ssss')
    def GetServerInformation(self):
        return 'dxkey test', 'dxkey', '1', '1.2'


if __name__ == '__main__':
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    server = Server(dbus.SessionBus())
    say(ready=True)
    GLib.MainLoop().run()
