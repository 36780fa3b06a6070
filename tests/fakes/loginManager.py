#!/usr/bin/python3
"""What of systemd-logind a desktop program sees: org.freedesktop.login1 on the bus that DBUS_SYSTEM_BUS_ADDRESS names.

Prints {"ready": true}, then one JSON line for each inhibitor that is taken ({"inhibit": "sleep", "mode": "delay"}).
Reads words on standard input, one a line: sleep, wake, lock, unlock, away, back. A word is answered with {"told": WORD}.
"""
import json
import os
import sys
import threading

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = 'org.freedesktop.login1'
MANAGER = NAME + '.Manager'
SESSION = NAME + '.Session'
PROPERTIES = 'org.freedesktop.DBus.Properties'
SESSION_PATH = '/org/freedesktop/login1/session/c1'


def say(**line):
    print(json.dumps(line), flush=True)


class Session(dbus.service.Object):
    @dbus.service.signal(SESSION, signature='')
    def Lock(self):
        pass

    @dbus.service.signal(SESSION, signature='')
    def Unlock(self):
        pass

    @dbus.service.signal(PROPERTIES, signature='sa{sv}as')
    def PropertiesChanged(self, name, changed, dropped):
        pass


class Manager(dbus.service.Object):
    def __init__(self, bus):
        # Not `_name`: dbus.service has that for itself, and a name that nobody holds is given up.
        self._kept_name = dbus.service.BusName(NAME, bus, do_not_queue=True)
        self._inhibitors = []
        super().__init__(bus, '/org/freedesktop/login1')

    @dbus.service.method(MANAGER, in_signature='ssss', out_signature='h')
    def Inhibit(self, what, _who, _why, mode):
        ours, theirs = os.pipe()
        self._inhibitors.append(ours)
        say(inhibit=str(what), mode=str(mode))
        handed = dbus.types.UnixFd(theirs)
        os.close(theirs)
        return handed

    @dbus.service.method(MANAGER, in_signature='u', out_signature='o')
    def GetSessionByPID(self, _pid):
        raise dbus.exceptions.DBusException('none', name=NAME + '.NoSessionForPID')

    @dbus.service.method(MANAGER, in_signature='s', out_signature='o')
    def GetSession(self, _name):
        return dbus.ObjectPath(SESSION_PATH)

    @dbus.service.signal(MANAGER, signature='b')
    def PrepareForSleep(self, begins):
        pass


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SystemBus()
    manager = Manager(bus)
    session = Session(bus, SESSION_PATH)
    loop = GLib.MainLoop()
    words = {
        'sleep': lambda: manager.PrepareForSleep(True),
        'wake': lambda: manager.PrepareForSleep(False),
        'lock': session.Lock,
        'unlock': session.Unlock,
        'away': lambda: session.PropertiesChanged(SESSION, {'Active': dbus.Boolean(False)}, []),
        'back': lambda: session.PropertiesChanged(SESSION, {'Active': dbus.Boolean(True)}, []),
    }

    def tell(word):
        words[word]()
        say(told=word)
        return False

    def listen():
        for line in sys.stdin:
            if line.strip() in words:
                GLib.idle_add(tell, line.strip())
        GLib.idle_add(loop.quit)

    threading.Thread(target=listen, daemon=True).start()
    say(ready=True)
    loop.run()


main()
