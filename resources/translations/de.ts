<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name />
  <message>
   <source>%1 call-backs are due</source>
   <translation>%1 Rückrufe sind fällig</translation>
  </message>
  <message>
   <source>%1 calls need an outcome</source>
   <translation>%1 Anrufe brauchen ein Ergebnis</translation>
  </message>
  <message>
   <source>%1 missed calls</source>
   <translation>%1 verpasste Anrufe</translation>
  </message>
  <message>
   <source>1 call needs an outcome</source>
   <translation>1 Anruf braucht ein Ergebnis</translation>
  </message>
  <message>
   <source>1 call-back is due</source>
   <translation>1 Rückruf ist fällig</translation>
  </message>
  <message>
   <source>1 missed call</source>
   <translation>1 verpasster Anruf</translation>
  </message>
 </context>
 <context>
  <name>AlreadyRunning</name>
  <message>
   <source>CTI Desktop is running already, but does not answer.</source>
   <translation>CTI Desktop läuft bereits, antwortet aber nicht.</translation>
  </message>
  <message>
   <source>End it or restart the computer, then start it again.</source>
   <translation>Beenden Sie es oder starten Sie den Computer neu und öffnen Sie es dann noch einmal.</translation>
  </message>
 </context>
 <context>
  <name>AttachContact</name>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Cancel (Esc)</source>
   <translation>Abbrechen (Esc)</translation>
  </message>
  <message>
   <source>Find contact</source>
   <translation>Kontakt suchen</translation>
  </message>
  <message>
   <source>Name, firm or number</source>
   <translation>Name, Firma oder Nummer</translation>
  </message>
  <message>
   <source>Nobody of this name. Save the caller as a new contact instead.</source>
   <translation>Niemand mit diesem Namen. Speichern Sie den Anrufer stattdessen als neuen Kontakt.</translation>
  </message>
 </context>
 <context>
  <name>CallActions</name>
  <message>
   <source>Call again</source>
   <translation>Erneut anrufen</translation>
  </message>
  <message>
   <source>Call back</source>
   <translation>Zurückrufen</translation>
  </message>
  <message>
   <source>Copy link</source>
   <translation>Link kopieren</translation>
  </message>
  <message>
   <source>Copy number</source>
   <translation>Nummer kopieren</translation>
  </message>
  <message>
   <source>Open in CRM</source>
   <translation>Im CRM öffnen</translation>
  </message>
  <message>
   <source>Send message</source>
   <translation>Nachricht senden</translation>
  </message>
 </context>
 <context>
  <name>CallBackField</name>
  <message>
   <source>Call back on</source>
   <translation>Zurückrufen am</translation>
  </message>
  <message>
   <source>This time is past</source>
   <translation>Dieser Zeitpunkt ist schon vorbei</translation>
  </message>
 </context>
 <context>
  <name>CallDetailPanel</name>
  <message>
   <source>Earlier versions of the note</source>
   <translation>Frühere Fassungen der Notiz</translation>
  </message>
  <message>
   <source>Not found</source>
   <translation>Nicht gefunden</translation>
  </message>
  <message>
   <source>This call could not be read</source>
   <translation>Dieser Anruf konnte nicht gelesen werden</translation>
  </message>
  <message>
   <source>This call is no longer in the log.</source>
   <translation>Dieser Anruf ist nicht mehr in der Anrufliste.</translation>
  </message>
  <message>
   <source>What happened</source>
   <translation>Verlauf</translation>
  </message>
 </context>
 <context>
  <name>CallGuard</name>
  <message>
   <source>A call or chat goes on in the softphone. Closing the program cuts it.</source>
   <translation>Im Softphone läuft ein Gespräch oder ein Chat. Wenn Sie das Programm schließen, wird die Verbindung getrennt.</translation>
  </message>
  <message>
   <source>A call or chat goes on in the softphone. Reloading cuts it.</source>
   <translation>Im Softphone läuft ein Gespräch oder ein Chat. Wenn Sie neu laden, wird die Verbindung getrennt.</translation>
  </message>
  <message>
   <source>Close anyway</source>
   <translation>Trotzdem schließen</translation>
  </message>
  <message>
   <source>Reload anyway</source>
   <translation>Trotzdem neu laden</translation>
  </message>
 </context>
 <context>
  <name>CallHead</name>
  <message>
   <source>%1 (Esc)</source>
   <translation>%1 (Esc)</translation>
  </message>
  <message>
   <source>Back to %1</source>
   <translation>Zurück zu %1</translation>
  </message>
  <message>
   <source>Call back</source>
   <translation>Zurückrufen</translation>
  </message>
  <message>
   <source>Close (Esc)</source>
   <translation>Schließen (Esc)</translation>
  </message>
  <message>
   <source>Copy number</source>
   <translation>Nummer kopieren</translation>
  </message>
  <message>
   <source>Find contact</source>
   <translation>Kontakt suchen</translation>
  </message>
  <message>
   <source>Message</source>
   <translation>Nachricht</translation>
  </message>
  <message>
   <source>Not this person</source>
   <translation>Nicht diese Person</translation>
  </message>
  <message>
   <source>On hold %1</source>
   <translation>Gehalten %1</translation>
  </message>
  <message>
   <source>Open in CRM</source>
   <translation>Im CRM öffnen</translation>
  </message>
  <message>
   <source>Rang %1</source>
   <translation>Geklingelt %1</translation>
  </message>
  <message>
   <source>Save contact</source>
   <translation>Kontakt speichern</translation>
  </message>
  <message>
   <source>Talked %1</source>
   <translation>Gespräch %1</translation>
  </message>
  <message>
   <source>Talked about %1</source>
   <translation>Gespräch etwa %1</translation>
  </message>
  <message>
   <source>Waited %1</source>
   <translation>Gewartet %1</translation>
  </message>
  <message>
   <source>Wrap-up %1</source>
   <translation>Nachbearbeitung %1</translation>
  </message>
  <message>
   <source>via %1</source>
   <translation>über %1</translation>
  </message>
 </context>
 <context>
  <name>CallListSheet</name>
  <message>
   <source>%1 of %2, %3 left</source>
   <translation>%1 von %2, noch %3</translation>
  </message>
  <message>
   <source>Another call is being dialled. Try again.</source>
   <translation>Gerade wird ein anderer Anruf gewählt. Versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>Begin</source>
   <translation>Beginnen</translation>
  </message>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Call through a list</source>
   <translation>Liste abtelefonieren</translation>
  </message>
  <message>
   <source>Called at %1</source>
   <translation>Angerufen um %1</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Fertig</translation>
  </message>
  <message>
   <source>Enter</source>
   <translation>Eingabe</translation>
  </message>
  <message>
   <source>Go on after this call</source>
   <translation>Weiter nach diesem Gespräch</translation>
  </message>
  <message>
   <source>Names and numbers, a line each</source>
   <translation>Namen und Nummern, je eine Zeile</translation>
  </message>
  <message>
   <source>Numbers: %1</source>
   <translation>Nummern: %1</translation>
  </message>
  <message>
   <source>Paste names and numbers, a line each</source>
   <translation>Namen und Nummern einfügen, je eine Zeile</translation>
  </message>
  <message>
   <source>Skip</source>
   <translation>Überspringen</translation>
  </message>
  <message>
   <source>Skipped</source>
   <translation>Übersprungen</translation>
  </message>
  <message>
   <source>That was the whole list</source>
   <translation>Das war die ganze Liste</translation>
  </message>
  <message>
   <source>The list</source>
   <translation>Die Liste</translation>
  </message>
  <message>
   <source>This number cannot be dialled</source>
   <translation>Diese Nummer lässt sich nicht wählen</translation>
  </message>
  <message>
   <source>Waits for your answer above</source>
   <translation>Wartet oben auf Ihre Antwort</translation>
  </message>
  <message>
   <source>lines without one: %1</source>
   <translation>Zeilen ohne Nummer: %1</translation>
  </message>
 </context>
 <context>
  <name>CallMedia</name>
  <message>
   <source>Another note</source>
   <translation>Weitere Notiz</translation>
  </message>
  <message>
   <source>Next steps</source>
   <translation>Nächste Schritte</translation>
  </message>
  <message>
   <source>Not ready to be played yet</source>
   <translation>Noch nicht abspielbar</translation>
  </message>
  <message>
   <source>Play in browser</source>
   <translation>Im Browser abspielen</translation>
  </message>
  <message>
   <source>Recording</source>
   <translation>Aufnahme</translation>
  </message>
  <message>
   <source>Summary</source>
   <translation>Zusammenfassung</translation>
  </message>
  <message>
   <source>Transcript</source>
   <translation>Transkript</translation>
  </message>
  <message>
   <source>Voicemail</source>
   <translation>Voicemail</translation>
  </message>
 </context>
 <context>
  <name>CallNote</name>
  <message>
   <source>Not saved. %1</source>
   <translation>Nicht gespeichert. %1</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Notiz</translation>
  </message>
  <message>
   <source>Private</source>
   <translation>Privat</translation>
  </message>
  <message>
   <source>Save again</source>
   <translation>Erneut speichern</translation>
  </message>
  <message>
   <source>Saved %1</source>
   <translation>Gespeichert %1</translation>
  </message>
  <message>
   <source>Saving…</source>
   <translation>Wird gespeichert …</translation>
  </message>
  <message>
   <source>The note's text stays on this computer</source>
   <translation>Der Text der Notiz bleibt auf diesem Computer</translation>
  </message>
 </context>
 <context>
  <name>CallOutcome</name>
  <message>
   <source>Outcome</source>
   <translation>Ergebnis</translation>
  </message>
 </context>
 <context>
  <name>CallWords</name>
  <message>
   <source>Deleted in Zoom</source>
   <translation>In Zoom gelöscht</translation>
  </message>
  <message>
   <source>Has a note</source>
   <translation>Mit Notiz</translation>
  </message>
  <message>
   <source>Has a recording</source>
   <translation>Mit Aufnahme</translation>
  </message>
  <message>
   <source>Has a summary</source>
   <translation>Mit Zusammenfassung</translation>
  </message>
  <message>
   <source>Has a voicemail</source>
   <translation>Mit Voicemail</translation>
  </message>
  <message>
   <source>Zoom</source>
   <translation>Zoom</translation>
  </message>
  <message>
   <source>Zoom’s record</source>
   <translation>Zooms Datensatz</translation>
  </message>
  <message>
   <source>by hand</source>
   <translation>von Hand</translation>
  </message>
  <message>
   <source>outcome %1</source>
   <translation>Ergebnis %1</translation>
  </message>
  <message>
   <source>softphone</source>
   <translation>Softphone</translation>
  </message>
  <message>
   <source>taken by %1</source>
   <translation>angenommen von %1</translation>
  </message>
  <message>
   <source>this program</source>
   <translation>dieses Programm</translation>
  </message>
  <message>
   <source>via %1</source>
   <translation>über %1</translation>
  </message>
 </context>
 <context>
  <name>CardPage</name>
  <message>
   <source>Earlier with %1</source>
   <translation>Früher mit %1</translation>
  </message>
 </context>
 <context>
  <name>ClipboardWatch</name>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Copied: %1</source>
   <translation>Kopiert: %1</translation>
  </message>
  <message>
   <source>Wayland shows a program the clipboard only while its window has the keyboard: a number copied elsewhere is offered when you come back to this window.</source>
   <translation>Unter Wayland sieht ein Programm die Zwischenablage nur, solange sein Fenster aktiv ist: Eine anderswo kopierte Nummer wird angeboten, wenn Sie in dieses Fenster zurückkehren.</translation>
  </message>
 </context>
 <context>
  <name>CommandPalette</name>
  <message>
   <source>Enter calls · Esc closes</source>
   <translation>Eingabe ruft an · Esc schließt</translation>
  </message>
  <message>
   <source>Enter opens · Esc closes · a number is called</source>
   <translation>Eingabe öffnet · Esc schließt · eine Nummer wird angerufen</translation>
  </message>
  <message>
   <source>Find people, calls, commands</source>
   <translation>Personen, Anrufe, Befehle suchen</translation>
  </message>
  <message>
   <source>Found</source>
   <translation>Gefunden</translation>
  </message>
  <message>
   <source>Name or number to call</source>
   <translation>Name oder Nummer zum Anrufen</translation>
  </message>
  <message>
   <source>Nothing found</source>
   <translation>Nichts gefunden</translation>
  </message>
  <message>
   <source>Palette</source>
   <translation>Palette</translation>
  </message>
  <message>
   <source>Type a name, or type or paste a number</source>
   <translation>Namen eingeben oder Nummer eingeben oder einfügen</translation>
  </message>
 </context>
 <context>
  <name>Commands</name>
  <message>
   <source>Call through a list</source>
   <translation>Liste abtelefonieren</translation>
  </message>
  <message>
   <source>Dial a number</source>
   <translation>Nummer wählen</translation>
  </message>
  <message>
   <source>Do not disturb</source>
   <translation>Nicht stören</translation>
  </message>
  <message>
   <source>Go to Calls</source>
   <translation>Zu den Anrufen</translation>
  </message>
  <message>
   <source>Go to Contacts</source>
   <translation>Zu den Kontakten</translation>
  </message>
  <message>
   <source>Go to Messages</source>
   <translation>Zu den Nachrichten</translation>
  </message>
  <message>
   <source>Go to Phone</source>
   <translation>Zum Telefon</translation>
  </message>
  <message>
   <source>Go to Settings</source>
   <translation>Zu den Einstellungen</translation>
  </message>
  <message>
   <source>Go to Tasks</source>
   <translation>Zu den Aufgaben</translation>
  </message>
  <message>
   <source>Larger text</source>
   <translation>Größere Schrift</translation>
  </message>
  <message>
   <source>Let calls come up again</source>
   <translation>Anrufe wieder erscheinen lassen</translation>
  </message>
  <message>
   <source>New contact</source>
   <translation>Neuer Kontakt</translation>
  </message>
  <message>
   <source>Show diagnostics</source>
   <translation>Diagnose anzeigen</translation>
  </message>
  <message>
   <source>Show keyboard shortcuts</source>
   <translation>Tastenkürzel anzeigen</translation>
  </message>
  <message>
   <source>Show the first steps</source>
   <translation>Erste Schritte anzeigen</translation>
  </message>
  <message>
   <source>Sign in to the companion</source>
   <translation>Beim Companion anmelden</translation>
  </message>
  <message>
   <source>Smaller text</source>
   <translation>Kleinere Schrift</translation>
  </message>
  <message>
   <source>Use dark colours</source>
   <translation>Dunkle Farben</translation>
  </message>
  <message>
   <source>Use light colours</source>
   <translation>Helle Farben</translation>
  </message>
  <message>
   <source>Usual text size</source>
   <translation>Normale Schriftgröße</translation>
  </message>
  <message>
   <source>add person</source>
   <translation>person hinzufügen anlegen</translation>
  </message>
  <message>
   <source>call phone</source>
   <translation>anrufen telefon</translation>
  </message>
  <message>
   <source>font size zoom</source>
   <translation>schriftgröße zoom</translation>
  </message>
  <message>
   <source>paste several numbers campaign</source>
   <translation>einfügen mehrere nummern kampagne</translation>
  </message>
  <message>
   <source>quiet mute notifications</source>
   <translation>ruhe stumm benachrichtigungen</translation>
  </message>
  <message>
   <source>take back contacts</source>
   <translation>kontakte zurücknehmen</translation>
  </message>
  <message>
   <source>theme mode</source>
   <translation>aussehen modus</translation>
  </message>
 </context>
 <context>
  <name>CompanionCard</name>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Go on in your browser.</source>
   <translation>Weiter geht es im Browser.</translation>
  </message>
  <message>
   <source>Sign in</source>
   <translation>Anmelden</translation>
  </message>
  <message>
   <source>Sign out</source>
   <translation>Abmelden</translation>
  </message>
  <message>
   <source>Signed in as %1</source>
   <translation>Angemeldet als %1</translation>
  </message>
  <message>
   <source>This computer has no keyring: you are signed in until you close this.</source>
   <translation>Dieser Computer hat keinen Schlüsselbund: Sie bleiben angemeldet, bis Sie das Programm schließen.</translation>
  </message>
  <message>
   <source>Works without a companion</source>
   <translation>Arbeitet ohne Companion</translation>
  </message>
 </context>
 <context>
  <name>ContactDetailPanel</name>
  <message>
   <source>E-mail</source>
   <translation>E-Mail</translation>
  </message>
  <message>
   <source>Last calls</source>
   <translation>Letzte Anrufe</translation>
  </message>
  <message>
   <source>No calls with this contact yet.</source>
   <translation>Noch keine Anrufe mit diesem Kontakt.</translation>
  </message>
  <message>
   <source>No number is known. Edit the contact to add one.</source>
   <translation>Keine Nummer bekannt. Bearbeiten Sie den Kontakt, um eine hinzuzufügen.</translation>
  </message>
  <message>
   <source>Not found</source>
   <translation>Nicht gefunden</translation>
  </message>
  <message>
   <source>Notes</source>
   <translation>Notizen</translation>
  </message>
  <message>
   <source>Place</source>
   <translation>Ort</translation>
  </message>
  <message>
   <source>This contact could not be read</source>
   <translation>Dieser Kontakt konnte nicht gelesen werden</translation>
  </message>
  <message>
   <source>This contact is no longer in the directory.</source>
   <translation>Dieser Kontakt ist nicht mehr im Verzeichnis.</translation>
  </message>
 </context>
 <context>
  <name>ContactForm</name>
  <message>
   <source>A contact needs a name or a firm.</source>
   <translation>Ein Kontakt braucht einen Namen oder eine Firma.</translation>
  </message>
  <message>
   <source>Add number</source>
   <translation>Nummer hinzufügen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Edit contact</source>
   <translation>Kontakt bearbeiten</translation>
  </message>
  <message>
   <source>Firm</source>
   <translation>Firma</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>New contact</source>
   <translation>Neuer Kontakt</translation>
  </message>
  <message>
   <source>Notes</source>
   <translation>Notizen</translation>
  </message>
  <message>
   <source>Numbers</source>
   <translation>Nummern</translation>
  </message>
  <message>
   <source>Save contact</source>
   <translation>Kontakt speichern</translation>
  </message>
 </context>
 <context>
  <name>ContactHead</name>
  <message>
   <source>Close (Esc)</source>
   <translation>Schließen (Esc)</translation>
  </message>
  <message>
   <source>Edit contact</source>
   <translation>Kontakt bearbeiten</translation>
  </message>
  <message>
   <source>Favourite</source>
   <translation>Favorit</translation>
  </message>
 </context>
 <context>
  <name>ContactWords</name>
  <message>
   <source>%1 more numbers</source>
   <translation>%1 weitere Nummern</translation>
  </message>
  <message>
   <source>1 more number</source>
   <translation>1 weitere Nummer</translation>
  </message>
  <message>
   <source>Details left out: %5.</source>
   <translation>Ausgelassene Angaben: %5.</translation>
  </message>
  <message>
   <source>Home</source>
   <translation>Privat</translation>
  </message>
  <message>
   <source>Main</source>
   <translation>Zentrale</translation>
  </message>
  <message>
   <source>Mobile</source>
   <translation>Mobil</translation>
  </message>
  <message>
   <source>New contacts: %1, changed: %2, rows left out: %3.</source>
   <translation>Neue Kontakte: %1, geändert: %2, ausgelassene Zeilen: %3.</translation>
  </message>
  <message>
   <source>Other</source>
   <translation>Andere</translation>
  </message>
  <message>
   <source>Rows that told more of the same person: %4.</source>
   <translation>Zeilen, die dieselbe Person ergänzten: %4.</translation>
  </message>
  <message>
   <source>Taken back, but for 1 contact that was changed since: it stays as it is.</source>
   <translation>Zurückgenommen. 1 seither geänderter Kontakt bleibt, wie er ist.</translation>
  </message>
  <message>
   <source>Taken back, but for contacts that were changed since: %1 stay as they are.</source>
   <translation>Zurückgenommen. Seither geänderte Kontakte bleiben, wie sie sind: %1.</translation>
  </message>
  <message>
   <source>The contacts are as they were before.</source>
   <translation>Die Kontakte sind wieder wie zuvor.</translation>
  </message>
  <message>
   <source>There is nothing to take back.</source>
   <translation>Es gibt nichts zurückzunehmen.</translation>
  </message>
  <message>
   <source>Undo the import of %1 (%2)</source>
   <translation>Import von %1 zurücknehmen (%2)</translation>
  </message>
  <message>
   <source>Undo the merge into %1 (%2)</source>
   <translation>Zusammenführen mit %1 zurücknehmen (%2)</translation>
  </message>
  <message>
   <source>Work</source>
   <translation>Arbeit</translation>
  </message>
  <message>
   <source>favourite</source>
   <translation>Favorit</translation>
  </message>
  <message>
   <source>no number</source>
   <translation>keine Nummer</translation>
  </message>
 </context>
 <context>
  <name>ContactsHead</name>
  <message>
   <source>%1 contacts</source>
   <translation>%1 Kontakte</translation>
  </message>
  <message>
   <source>1 contact</source>
   <translation>1 Kontakt</translation>
  </message>
  <message>
   <source>Favourites</source>
   <translation>Favoriten</translation>
  </message>
  <message>
   <source>Import contacts</source>
   <translation>Kontakte importieren</translation>
  </message>
  <message>
   <source>New contact</source>
   <translation>Neuer Kontakt</translation>
  </message>
  <message>
   <source>Search contacts</source>
   <translation>Kontakte suchen</translation>
  </message>
  <message>
   <source>The first %1. Type more to find others.</source>
   <translation>Die ersten %1. Geben Sie mehr ein, um weitere zu finden.</translation>
  </message>
 </context>
 <context>
  <name>ContactsPage</name>
  <message>
   <source>Add a contact</source>
   <translation>Kontakt anlegen</translation>
  </message>
  <message>
   <source>Add as new contact</source>
   <translation>Als neuen Kontakt anlegen</translation>
  </message>
  <message>
   <source>Call %1</source>
   <translation>%1 anrufen</translation>
  </message>
  <message>
   <source>Contacts</source>
   <translation>Kontakte</translation>
  </message>
  <message>
   <source>Edit contact</source>
   <translation>Kontakt bearbeiten</translation>
  </message>
  <message>
   <source>Favourite</source>
   <translation>Favorit</translation>
  </message>
  <message>
   <source>Merge with …</source>
   <translation>Zusammenführen mit …</translation>
  </message>
  <message>
   <source>No contacts yet</source>
   <translation>Noch keine Kontakte</translation>
  </message>
  <message>
   <source>No favourites yet</source>
   <translation>Noch keine Favoriten</translation>
  </message>
  <message>
   <source>No longer a favourite</source>
   <translation>Kein Favorit mehr</translation>
  </message>
  <message>
   <source>No name, firm or number begins like this.</source>
   <translation>Kein Name, keine Firma und keine Nummer beginnt so.</translation>
  </message>
  <message>
   <source>Nobody else has this name or number</source>
   <translation>Kein anderer Kontakt hat diesen Namen oder diese Nummer</translation>
  </message>
  <message>
   <source>Nobody found</source>
   <translation>Niemand gefunden</translation>
  </message>
  <message>
   <source>People and firms stand here, so that you see who calls.</source>
   <translation>Hier stehen Personen und Firmen, damit Sie sehen, wer anruft.</translation>
  </message>
  <message>
   <source>Show all contacts</source>
   <translation>Alle Kontakte anzeigen</translation>
  </message>
  <message>
   <source>Show contact</source>
   <translation>Kontakt anzeigen</translation>
  </message>
  <message>
   <source>Take over %1</source>
   <translation>%1 übernehmen</translation>
  </message>
  <message>
   <source>The contacts could not be read</source>
   <translation>Die Kontakte konnten nicht gelesen werden</translation>
  </message>
  <message>
   <source>The star beside a contact makes it one.</source>
   <translation>Ein Klick auf den Stern macht einen Kontakt zum Favoriten.</translation>
  </message>
 </context>
 <context>
  <name>DaysField</name>
  <message>
   <source>From day</source>
   <translation>Von Tag</translation>
  </message>
  <message>
   <source>To day</source>
   <translation>Bis Tag</translation>
  </message>
  <message>
   <source>to</source>
   <translation>bis</translation>
  </message>
 </context>
 <context>
  <name>Desk</name>
  <message>
   <source>%1 call-backs are overdue.</source>
   <translation>%1 Rückrufe sind überfällig.</translation>
  </message>
  <message>
   <source>%1 cannot be read: %2.</source>
   <translation>%1 ist nicht lesbar: %2.</translation>
  </message>
  <message>
   <source>%1 cannot be written (%2).</source>
   <translation>%1 ist nicht beschreibbar (%2).</translation>
  </message>
  <message>
   <source>%1 cannot be written (%2). Check who owns its folder.</source>
   <translation>%1 ist nicht beschreibbar (%2). Prüfen Sie, wem der Ordner gehört.</translation>
  </message>
  <message>
   <source>%1 cannot be written, so the change could not be taken back: %2. Allow writing in %3.</source>
   <translation>%1 ist nicht beschreibbar, daher ließ sich die Änderung nicht zurücknehmen: %2. Erlauben Sie das Schreiben in %3.</translation>
  </message>
  <message>
   <source>%1 cannot be written: %2.</source>
   <translation>%1 ist nicht beschreibbar: %2.</translation>
  </message>
  <message>
   <source>%1 cannot be written: %2. Choose another place, or close the program that has it open.</source>
   <translation>%1 ist nicht beschreibbar: %2. Wählen Sie einen anderen Ort oder schließen Sie das Programm, das die Datei geöffnet hat.</translation>
  </message>
  <message>
   <source>%1 entries of %2 are saved here and go out when they sign in at this desk.</source>
   <translation>%1 Einträge von %2 sind hier gespeichert und werden gesendet, sobald diese Person sich hier anmeldet.</translation>
  </message>
  <message>
   <source>%1 entries, %2 not sent yet</source>
   <translation>%1 Einträge, %2 noch nicht gesendet</translation>
  </message>
  <message>
   <source>%1 has no column `name`; its first line must name the columns.</source>
   <translation>%1 hat keine Spalte `name`; die erste Zeile muss die Spalten benennen.</translation>
  </message>
  <message>
   <source>%1 is empty; its first line must name the columns.</source>
   <translation>%1 ist leer; die erste Zeile muss die Spalten benennen.</translation>
  </message>
  <message>
   <source>%1 numbers are asked about first</source>
   <translation>bei %1 Nummern wird zuerst gefragt</translation>
  </message>
  <message>
   <source>%1, not signed in</source>
   <translation>%1, nicht angemeldet</translation>
  </message>
  <message>
   <source>%1, signed in as %2</source>
   <translation>%1, angemeldet als %2</translation>
  </message>
  <message>
   <source>%1; %2 others share it</source>
   <translation>%1; %2 weitere Kontakte haben sie auch</translation>
  </message>
  <message>
   <source>%1; 1 other shares it</source>
   <translation>%1; 1 weiterer Kontakt hat sie auch</translation>
  </message>
  <message>
   <source>1 call-back is overdue.</source>
   <translation>1 Rückruf ist überfällig.</translation>
  </message>
  <message>
   <source>A call is being dialled already.</source>
   <translation>Es wird bereits ein Anruf gewählt.</translation>
  </message>
  <message>
   <source>A quotation mark is never closed.</source>
   <translation>Ein Anführungszeichen wird nicht geschlossen.</translation>
  </message>
  <message>
   <source>An entry could not be added to its call. It is kept, and the next version tries again.</source>
   <translation>Ein Eintrag ließ sich seinem Anruf nicht hinzufügen. Er bleibt erhalten, und die nächste Version versucht es erneut.</translation>
  </message>
  <message>
   <source>Another call is being dialled.</source>
   <translation>Gerade wird ein anderer Anruf gewählt.</translation>
  </message>
  <message>
   <source>Answered</source>
   <translation>Angenommen</translation>
  </message>
  <message>
   <source>CTI Desktop runs twice. Links go to the window that was opened first.</source>
   <translation>CTI Desktop läuft zweimal. Links gehen an das zuerst geöffnete Fenster.</translation>
  </message>
  <message>
   <source>Calls can be exported as %1. Name the file so, such as calls.csv.</source>
   <translation>Anrufe lassen sich als %1 exportieren. Nennen Sie die Datei entsprechend, etwa anrufe.csv.</translation>
  </message>
  <message>
   <source>Calls to this number cost more than usual.</source>
   <translation>Anrufe bei dieser Nummer kosten mehr als üblich.</translation>
  </message>
  <message>
   <source>Characters of the line cannot be read, or it is too long.</source>
   <translation>Die Zeile ist zu lang oder enthält unlesbare Zeichen.</translation>
  </message>
  <message>
   <source>Characters of the row cannot be read, or it is too long.</source>
   <translation>Die Zeile ist zu lang oder enthält unlesbare Zeichen.</translation>
  </message>
  <message>
   <source>Choose an outcome first.</source>
   <translation>Wählen Sie zuerst ein Ergebnis.</translation>
  </message>
  <message>
   <source>Clicked numbers open here: %1</source>
   <translation>Angeklickte Nummern öffnen sich hier: %1</translation>
  </message>
  <message>
   <source>Clicked numbers open in %1. Choose this program in the system's settings.</source>
   <translation>Angeklickte Nummern öffnen sich in %1. Wählen Sie dieses Programm in den Einstellungen des Systems.</translation>
  </message>
  <message>
   <source>Clock is off</source>
   <translation>Uhr geht falsch</translation>
  </message>
  <message>
   <source>Companion in step</source>
   <translation>Companion abgeglichen</translation>
  </message>
  <message>
   <source>Conference started</source>
   <translation>Konferenz begonnen</translation>
  </message>
  <message>
   <source>Connecting to the companion</source>
   <translation>Verbindung zum Companion wird aufgebaut</translation>
  </message>
  <message>
   <source>Contact chosen</source>
   <translation>Kontakt gewählt</translation>
  </message>
  <message>
   <source>Dialled from here</source>
   <translation>Von hier gewählt</translation>
  </message>
  <message>
   <source>Dialling</source>
   <translation>Wählt</translation>
  </message>
  <message>
   <source>Ended</source>
   <translation>Beendet</translation>
  </message>
  <message>
   <source>Ended: %1</source>
   <translation>Beendet: %1</translation>
  </message>
  <message>
   <source>Links clicked in other programs cannot reach this window: the folder for it is not yours alone or cannot be written. Restart the computer, or ask your admin.</source>
   <translation>Links aus anderen Programmen erreichen dieses Fenster nicht: Der Ordner dafür gehört nicht Ihnen allein oder ist nicht beschreibbar. Starten Sie den Computer neu oder fragen Sie Ihren Administrator.</translation>
  </message>
  <message>
   <source>Links on macOS need the application: install %1.app and start it once.</source>
   <translation>Unter macOS brauchen Links die Anwendung: Installieren Sie %1.app und starten Sie sie einmal.</translation>
  </message>
  <message>
   <source>No available device: the Zoom client does not run or is not signed in. Start it and sign in, then reload the softphone.</source>
   <translation>Kein Gerät verfügbar: Der Zoom-Client läuft nicht oder ist nicht angemeldet. Starten Sie ihn, melden Sie sich an und laden Sie dann das Softphone neu.</translation>
  </message>
  <message>
   <source>No available device: the softphone finds no microphone or headset. Connect one, then reload the softphone.</source>
   <translation>Kein Gerät verfügbar: Das Softphone findet weder Mikrofon noch Headset. Schließen Sie eines an und laden Sie dann das Softphone neu.</translation>
  </message>
  <message>
   <source>No companion is set. Enter its address first.</source>
   <translation>Kein Companion eingetragen. Geben Sie zuerst seine Adresse an.</translation>
  </message>
  <message>
   <source>No keyring (%1): you sign in again at every start.</source>
   <translation>Kein Schlüsselbund (%1): Sie melden sich bei jedem Start neu an.</translation>
  </message>
  <message>
   <source>No program opens clicked numbers yet.</source>
   <translation>Noch öffnet kein Programm angeklickte Nummern.</translation>
  </message>
  <message>
   <source>No web address is set for such calls. Set one in the settings.</source>
   <translation>Für solche Anrufe ist keine Webadresse eingestellt. Legen Sie eine in den Einstellungen fest.</translation>
  </message>
  <message>
   <source>Nobody is signed in to Zoom Contact Center. Sign in in the softphone.</source>
   <translation>Niemand ist bei Zoom Contact Center angemeldet. Melden Sie sich im Softphone an.</translation>
  </message>
  <message>
   <source>Nobody is signed in. Sign in with Zoom to sync.</source>
   <translation>Niemand ist angemeldet. Melden Sie sich mit Zoom an, um abzugleichen.</translation>
  </message>
  <message>
   <source>Not saved yet</source>
   <translation>Noch nicht gespeichert</translation>
  </message>
  <message>
   <source>Not signed in</source>
   <translation>Nicht angemeldet</translation>
  </message>
  <message>
   <source>Nothing rang. Check that the Zoom client runs and is signed in, and that calls from third-party apps are allowed, then dial again.</source>
   <translation>Es hat nicht geklingelt. Prüfen Sie, ob der Zoom-Client läuft und angemeldet ist und ob Anrufe aus anderen Programmen erlaubt sind, und wählen Sie dann noch einmal.</translation>
  </message>
  <message>
   <source>Nothing rang. Look in the softphone whether you are signed in and may call out, then dial again.</source>
   <translation>Es hat nicht geklingelt. Sehen Sie im Softphone nach, ob Sie angemeldet sind und nach außen anrufen dürfen, und wählen Sie dann noch einmal.</translation>
  </message>
  <message>
   <source>Off hold</source>
   <translation>Nicht mehr gehalten</translation>
  </message>
  <message>
   <source>On hold</source>
   <translation>Gehalten</translation>
  </message>
  <message>
   <source>On screen within %1 ms of the ring</source>
   <translation>Spätestens %1 ms nach dem Klingeln auf dem Bildschirm</translation>
  </message>
  <message>
   <source>One entry of %1 is saved here and goes out when they sign in at this desk.</source>
   <translation>Ein Eintrag von %1 ist hier gespeichert und wird gesendet, sobald diese Person sich hier anmeldet.</translation>
  </message>
  <message>
   <source>Opening your calls</source>
   <translation>Ihre Anrufe werden geöffnet</translation>
  </message>
  <message>
   <source>Outcome %1 in %2 needs a `value` and a `label`.</source>
   <translation>Ergebnis %1 in %2 braucht `value` und `label`.</translation>
  </message>
  <message>
   <source>Outcome cleared</source>
   <translation>Ergebnis entfernt</translation>
  </message>
  <message>
   <source>Outcome: %1</source>
   <translation>Ergebnis: %1</translation>
  </message>
  <message>
   <source>Parked</source>
   <translation>Geparkt</translation>
  </message>
  <message>
   <source>Rang</source>
   <translation>Geklingelt</translation>
  </message>
  <message>
   <source>Rang at %1</source>
   <translation>Geklingelt bei %1</translation>
  </message>
  <message>
   <source>Record received</source>
   <translation>Datensatz erhalten</translation>
  </message>
  <message>
   <source>Recording</source>
   <translation>Aufnahme</translation>
  </message>
  <message>
   <source>Recordings are fetched by the companion, and none is set.</source>
   <translation>Aufnahmen holt der Companion, und es ist keiner eingetragen.</translation>
  </message>
  <message>
   <source>Settings cannot be kept in %1: %2.</source>
   <translation>Einstellungen lassen sich in %1 nicht speichern: %2.</translation>
  </message>
  <message>
   <source>Several links came within seconds.</source>
   <translation>Innerhalb weniger Sekunden kamen mehrere Links.</translation>
  </message>
  <message>
   <source>Sign in first: this needs a session.</source>
   <translation>Melden Sie sich zuerst an.</translation>
  </message>
  <message>
   <source>Signing in took too long. Start it again from the settings.</source>
   <translation>Die Anmeldung hat zu lange gedauert. Beginnen Sie sie in den Einstellungen neu.</translation>
  </message>
  <message>
   <source>Signing in was cancelled in the browser.</source>
   <translation>Die Anmeldung wurde im Browser abgebrochen.</translation>
  </message>
  <message>
   <source>Softphone is starting</source>
   <translation>Softphone startet</translation>
  </message>
  <message>
   <source>Somebody else saved the same thing first.</source>
   <translation>Jemand anderes hat dasselbe zuerst gespeichert.</translation>
  </message>
  <message>
   <source>Somebody's entries wait</source>
   <translation>Einträge einer anderen Person warten</translation>
  </message>
  <message>
   <source>Something went wrong here. It is tried again.</source>
   <translation>Hier ist etwas schiefgegangen. Es wird noch einmal versucht.</translation>
  </message>
  <message>
   <source>Something went wrong inside the program (error %1). Please try again.</source>
   <translation>Im Programm ist etwas schiefgegangen (Fehler %1). Bitte versuchen Sie es erneut.</translation>
  </message>
  <message>
   <source>Summary</source>
   <translation>Zusammenfassung</translation>
  </message>
  <message>
   <source>The Zoom app lacks a permission (%1); add it in the Marketplace and connect Zoom again.</source>
   <translation>Der Zoom-App fehlt eine Berechtigung (%1); fügen Sie sie im Marketplace hinzu und verbinden Sie Zoom neu.</translation>
  </message>
  <message>
   <source>The call is still going on. Hang up first.</source>
   <translation>Das Gespräch läuft noch. Legen Sie zuerst auf.</translation>
  </message>
  <message>
   <source>The call journal cannot be written at %1: %2. Choose another data folder, or allow writing there.</source>
   <translation>Das Anrufjournal ist unter %1 nicht beschreibbar: %2. Wählen Sie einen anderen Datenordner oder erlauben Sie dort das Schreiben.</translation>
  </message>
  <message>
   <source>The call journal cannot be written. Allow writing in its folder.</source>
   <translation>Das Anrufjournal ist nicht beschreibbar. Erlauben Sie das Schreiben in seinem Ordner.</translation>
  </message>
  <message>
   <source>The call journal is busy; try again.</source>
   <translation>Das Anrufjournal wird gerade anderweitig benutzt; versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>The call journal is damaged. Close this program and start it again: what can be read is saved then.</source>
   <translation>Das Anrufjournal ist beschädigt. Schließen Sie dieses Programm und starten Sie es neu: Was lesbar ist, wird dabei gerettet.</translation>
  </message>
  <message>
   <source>The call journal is damaged. Restore its file from a backup, or move it away and start again.</source>
   <translation>Das Anrufjournal ist beschädigt. Stellen Sie die Datei aus einer Sicherungskopie wieder her oder verschieben Sie sie und starten Sie neu.</translation>
  </message>
  <message>
   <source>The call journal was damaged, and not all of it could be read. Entries that are saved: %1. The companion sends again what it has. The damaged file is kept as %2.</source>
   <translation>Das Anrufjournal war beschädigt und nicht mehr ganz lesbar. Gerettete Einträge: %1. Der Companion sendet erneut, was er hat. Die beschädigte Datei bleibt als %2 erhalten.</translation>
  </message>
  <message>
   <source>The call journal was damaged. Entries not yet sent that are saved: %1. The companion sends the rest again. The damaged file is kept as %2.</source>
   <translation>Das Anrufjournal war beschädigt. Gerettete, noch nicht gesendete Einträge: %1. Der Companion sendet das Übrige erneut. Die beschädigte Datei bleibt als %2 erhalten.</translation>
  </message>
  <message>
   <source>The call journal was damaged. Entries that could be read and are kept: %1. The damaged file is kept as %2.</source>
   <translation>Das Anrufjournal war beschädigt. Lesbare Einträge, die erhalten sind: %1. Die beschädigte Datei bleibt als %2 erhalten.</translation>
  </message>
  <message>
   <source>The call journal was written by a newer version of this program. Install that version again, or choose another data folder.</source>
   <translation>Das Anrufjournal stammt von einer neueren Version. Installieren Sie diese wieder oder wählen Sie einen anderen Datenordner.</translation>
  </message>
  <message>
   <source>The caller ID in the link is no phone number, so nothing was dialled.</source>
   <translation>Die Anrufernummer im Link ist keine Telefonnummer, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The card is never ended.</source>
   <translation>Die Visitenkarte hat kein Ende.</translation>
  </message>
  <message>
   <source>The companion cannot be reached. Everything is kept here and sent later.</source>
   <translation>Der Companion ist nicht erreichbar. Alles bleibt hier und wird später gesendet.</translation>
  </message>
  <message>
   <source>The companion closed the line. It is tried again by itself.</source>
   <translation>Der Companion hat die Verbindung beendet. Es wird von selbst erneut versucht.</translation>
  </message>
  <message>
   <source>The companion did not take %1 entries of this desk. They stay here and are sent again at the next start. Show this to your administrator.</source>
   <translation>Der Companion hat %1 Einträge dieses Arbeitsplatzes nicht angenommen. Sie bleiben hier und werden beim nächsten Start erneut gesendet. Zeigen Sie dies Ihrem Administrator.</translation>
  </message>
  <message>
   <source>The companion did not take %1 entries. They stay here and are sent again later.</source>
   <translation>Der Companion hat %1 Einträge nicht angenommen. Sie bleiben hier und werden später erneut gesendet.</translation>
  </message>
  <message>
   <source>The companion did not take %1 entries: the calls are somebody else's. They stay here.</source>
   <translation>Der Companion hat %1 Einträge nicht angenommen: Die Anrufe gehören jemand anderem. Sie bleiben hier.</translation>
  </message>
  <message>
   <source>The companion did not take an entry of this desk. It stays here and is sent again at the next start. Show this to your administrator.</source>
   <translation>Der Companion hat einen Eintrag dieses Arbeitsplatzes nicht angenommen. Er bleibt hier und wird beim nächsten Start erneut gesendet. Zeigen Sie dies Ihrem Administrator.</translation>
  </message>
  <message>
   <source>The companion did not take an entry. It stays here and is sent again later.</source>
   <translation>Der Companion hat einen Eintrag nicht angenommen. Er bleibt hier und wird später erneut gesendet.</translation>
  </message>
  <message>
   <source>The companion did not take an entry: the call is somebody else's. It stays here.</source>
   <translation>Der Companion hat einen Eintrag nicht angenommen: Der Anruf gehört jemand anderem. Er bleibt hier.</translation>
  </message>
  <message>
   <source>The companion does not answer. It is tried again by itself.</source>
   <translation>Der Companion antwortet nicht. Es wird von selbst erneut versucht.</translation>
  </message>
  <message>
   <source>The companion has trouble. It is tried again by itself.</source>
   <translation>Der Companion hat eine Störung. Es wird von selbst erneut versucht.</translation>
  </message>
  <message>
   <source>The companion knows you by another name. It is tried again.</source>
   <translation>Der Companion kennt Sie unter einem anderen Namen. Es wird noch einmal versucht.</translation>
  </message>
  <message>
   <source>The companion's address is not a web address. Correct it in the settings.</source>
   <translation>Die Adresse des Companions ist keine Webadresse. Berichtigen Sie sie in den Einstellungen.</translation>
  </message>
  <message>
   <source>The connection to Zoom has ended. Sign in with Zoom again.</source>
   <translation>Die Verbindung zu Zoom ist beendet. Melden Sie sich erneut mit Zoom an.</translation>
  </message>
  <message>
   <source>The connection was lost during a call. Look whether it still goes on.</source>
   <translation>Die Verbindung war während eines Gesprächs unterbrochen. Sehen Sie nach, ob es noch läuft.</translation>
  </message>
  <message>
   <source>The connection was lost for a moment. The softphone loads again after your chat or video call.</source>
   <translation>Die Verbindung war kurz unterbrochen. Das Softphone lädt nach Ihrem Chat oder Videogespräch neu.</translation>
  </message>
  <message>
   <source>The damaged call journal cannot be moved at %1: %2. Close other programs that use it, or move it by hand.</source>
   <translation>Das beschädigte Anrufjournal unter %1 lässt sich nicht verschieben: %2. Schließen Sie andere Programme, die es nutzen, oder verschieben Sie es von Hand.</translation>
  </message>
  <message>
   <source>The database cannot be reached now.</source>
   <translation>Die Datenbank ist gerade nicht erreichbar.</translation>
  </message>
  <message>
   <source>The database file belongs to another program. Choose another data folder.</source>
   <translation>Die Datenbankdatei gehört einem anderen Programm. Wählen Sie einen anderen Datenordner.</translation>
  </message>
  <message>
   <source>The desk is not open.</source>
   <translation>Der Arbeitsplatz ist nicht geöffnet.</translation>
  </message>
  <message>
   <source>The disk is full or fails. Make room: what you do now is saved as soon as that works. Leave this program open until then.</source>
   <translation>Der Datenträger ist voll oder gestört. Schaffen Sie Platz: Was Sie jetzt tun, wird gespeichert, sobald das geht. Lassen Sie dieses Programm bis dahin offen.</translation>
  </message>
  <message>
   <source>The disk is full or fails; nothing was saved.</source>
   <translation>Der Datenträger ist voll oder gestört; es wurde nichts gespeichert.</translation>
  </message>
  <message>
   <source>The do-not-call list cannot be read.</source>
   <translation>Die Sperrliste ist nicht lesbar.</translation>
  </message>
  <message>
   <source>The export was stopped.</source>
   <translation>Der Export wurde abgebrochen.</translation>
  </message>
  <message>
   <source>The field %1 is not known.</source>
   <translation>Das Feld %1 ist nicht bekannt.</translation>
  </message>
  <message>
   <source>The import was stopped. Nothing was kept.</source>
   <translation>Der Import wurde abgebrochen. Es wurde nichts übernommen.</translation>
  </message>
  <message>
   <source>The line is no field of a card.</source>
   <translation>Die Zeile ist kein Feld einer Visitenkarte.</translation>
  </message>
  <message>
   <source>The line stands outside of a card.</source>
   <translation>Die Zeile steht außerhalb einer Visitenkarte.</translation>
  </message>
  <message>
   <source>The link contains an address or a password instead of a phone number.</source>
   <translation>Der Link enthält eine Adresse oder ein Kennwort statt einer Telefonnummer.</translation>
  </message>
  <message>
   <source>The link contains another link, so nothing was dialled.</source>
   <translation>Der Link enthält einen weiteren Link, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link contains characters no phone number has, so nothing was dialled.</source>
   <translation>Der Link enthält Zeichen, die in keiner Telefonnummer vorkommen, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link contains hidden control characters, so nothing was dialled.</source>
   <translation>Der Link enthält verborgene Steuerzeichen, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link contains letters where the phone number should be, so nothing was dialled.</source>
   <translation>Der Link enthält Buchstaben anstelle der Telefonnummer, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link contains no phone number.</source>
   <translation>Der Link enthält keine Telefonnummer.</translation>
  </message>
  <message>
   <source>The link contains several phone numbers. Only one can be called at a time.</source>
   <translation>Der Link enthält mehrere Telefonnummern. Es kann immer nur eine angerufen werden.</translation>
  </message>
  <message>
   <source>The link is damaged (its %-codes), so nothing was dialled.</source>
   <translation>Der Link ist beschädigt (seine %-Codes), daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link is empty, so nothing was dialled.</source>
   <translation>Der Link ist leer, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link is too long to be a phone number, so nothing was dialled.</source>
   <translation>Der Link ist zu lang für eine Telefonnummer, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link says the same thing twice, so nothing was dialled.</source>
   <translation>Der Link enthält dieselbe Angabe zweimal, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>The link's number cannot exist: it has too many or too few digits for its country.</source>
   <translation>Die Nummer im Link gibt es nicht: Sie hat zu viele oder zu wenige Ziffern für ihr Land.</translation>
  </message>
  <message>
   <source>The name is empty.</source>
   <translation>Der Name ist leer.</translation>
  </message>
  <message>
   <source>The outcomes file %1 cannot be read: %2</source>
   <translation>Die Ergebnisdatei %1 ist nicht lesbar: %2</translation>
  </message>
  <message>
   <source>The outcomes file %1 names no outcome; add one [[outcome]].</source>
   <translation>Die Ergebnisdatei %1 enthält kein Ergebnis; fügen Sie ein [[outcome]] hinzu.</translation>
  </message>
  <message>
   <source>The program the link came from wants you to confirm.</source>
   <translation>Das Programm, aus dem der Link kam, bittet um Bestätigung.</translation>
  </message>
  <message>
   <source>The recording broke off. Try again.</source>
   <translation>Die Aufnahme ist abgebrochen. Versuchen Sie es noch einmal.</translation>
  </message>
  <message>
   <source>The recording was deleted in Zoom</source>
   <translation>Die Aufnahme wurde in Zoom gelöscht</translation>
  </message>
  <message>
   <source>The row has more cells than the first line names.</source>
   <translation>Die Zeile hat mehr Zellen, als die erste Zeile benennt.</translation>
  </message>
  <message>
   <source>The row is too long.</source>
   <translation>Die Zeile ist zu lang.</translation>
  </message>
  <message>
   <source>The session has ended. Sign in again.</source>
   <translation>Die Sitzung ist abgelaufen. Melden Sie sich erneut an.</translation>
  </message>
  <message>
   <source>The settings in %1 cannot be read: %2.</source>
   <translation>Die Einstellungen in %1 sind nicht lesbar: %2.</translation>
  </message>
  <message>
   <source>The softphone could not be loaded. Check the network, then reload it.</source>
   <translation>Das Softphone konnte nicht geladen werden. Prüfen Sie die Netzwerkverbindung und laden Sie es neu.</translation>
  </message>
  <message>
   <source>The softphone failed to load. Reload it.</source>
   <translation>Das Softphone konnte nicht geladen werden. Laden Sie es neu.</translation>
  </message>
  <message>
   <source>The softphone has not answered for 15 seconds. Reload it; if that does not help, ask your Zoom admin whether {origin} is an approved domain.</source>
   <translation>Das Softphone antwortet seit 15 Sekunden nicht. Laden Sie es neu; hilft das nicht, fragen Sie Ihren Zoom-Administrator, ob {origin} als Domain freigegeben ist.</translation>
  </message>
  <message>
   <source>The softphone stopped again and again, so it is not loaded by itself any more. Reload it; a call goes on in the Zoom client.</source>
   <translation>Das Softphone ist mehrmals abgestürzt und wird nicht mehr von selbst geladen. Laden Sie es neu; ein Gespräch läuft im Zoom-Client weiter.</translation>
  </message>
  <message>
   <source>The softphone stopped again and again, so it is not loaded by itself any more. Reload it; a call in it was cut.</source>
   <translation>Das Softphone ist mehrmals abgestürzt und wird nicht mehr von selbst geladen. Laden Sie es neu; ein Gespräch darin wurde getrennt.</translation>
  </message>
  <message>
   <source>The softphone stopped and is loading again. A call goes on in the Zoom client.</source>
   <translation>Das Softphone ist abgestürzt und wird neu geladen. Ein Gespräch läuft im Zoom-Client weiter.</translation>
  </message>
  <message>
   <source>The softphone stopped and is loading again. Its sound is in the page, so a call in it was cut.</source>
   <translation>Das Softphone ist abgestürzt und wird neu geladen. Sein Ton läuft in der Seite, deshalb wurde ein Gespräch darin getrennt.</translation>
  </message>
  <message>
   <source>The softphone was loaded anew before anything rang. Look whether it rings; if not, dial again.</source>
   <translation>Das Softphone wurde neu geladen, bevor etwas klingelte. Sehen Sie nach, ob es klingelt; wenn nicht, wählen Sie noch einmal.</translation>
  </message>
  <message>
   <source>The softphone was not ready, so the number was not dialled.</source>
   <translation>Das Softphone war nicht bereit, daher wurde die Nummer nicht gewählt.</translation>
  </message>
  <message>
   <source>The sound is shorter than that.</source>
   <translation>So lang ist die Aufnahme nicht.</translation>
  </message>
  <message>
   <source>The summary was deleted in Zoom</source>
   <translation>Die Zusammenfassung wurde in Zoom gelöscht</translation>
  </message>
  <message>
   <source>The text could not be kept as a template.</source>
   <translation>Der Text ließ sich nicht als Textbaustein speichern.</translation>
  </message>
  <message>
   <source>The voicemail was deleted in Zoom</source>
   <translation>Die Voicemail wurde in Zoom gelöscht</translation>
  </message>
  <message>
   <source>There is no network. Calls reach you again once it is back; the softphone then connects by itself.</source>
   <translation>Es gibt keine Netzwerkverbindung. Anrufe erreichen Sie wieder, sobald sie zurück ist; das Softphone verbindet sich dann von selbst.</translation>
  </message>
  <message>
   <source>There is no number to dial.</source>
   <translation>Es gibt keine Nummer zum Wählen.</translation>
  </message>
  <message>
   <source>There is no phone number in this text.</source>
   <translation>In diesem Text steht keine Telefonnummer.</translation>
  </message>
  <message>
   <source>There is no such recording.</source>
   <translation>Diese Aufnahme gibt es nicht.</translation>
  </message>
  <message>
   <source>This computer's clock is %1 min ahead. Set it right, so that times are true.</source>
   <translation>Die Uhr dieses Computers geht %1 min vor. Stellen Sie sie richtig, damit die Zeiten stimmen.</translation>
  </message>
  <message>
   <source>This computer's clock is %1 min behind. Set it right, so that times are true.</source>
   <translation>Die Uhr dieses Computers geht %1 min nach. Stellen Sie sie richtig, damit die Zeiten stimmen.</translation>
  </message>
  <message>
   <source>This is a service code: it may change settings of your line.</source>
   <translation>Das ist ein Servicecode: Er kann Einstellungen Ihres Anschlusses ändern.</translation>
  </message>
  <message>
   <source>This is an emergency number.</source>
   <translation>Das ist eine Notrufnummer.</translation>
  </message>
  <message>
   <source>This is no link to a phone number. Links begin with tel:, callto: or sms:.</source>
   <translation>Das ist kein Link zu einer Telefonnummer. Solche beginnen mit tel:, callto: oder sms:.</translation>
  </message>
  <message>
   <source>This must be %1.</source>
   <translation>Hier muss %1 stehen.</translation>
  </message>
  <message>
   <source>This number is on the do-not-call list.</source>
   <translation>Diese Nummer steht auf der Sperrliste.</translation>
  </message>
  <message>
   <source>This number or time is beyond what can be stored.</source>
   <translation>Diese Zahl oder Zeit ist größer, als gespeichert werden kann.</translation>
  </message>
  <message>
   <source>This number was dialled from here a moment ago, so the link that came back was left alone.</source>
   <translation>Diese Nummer wurde hier gerade gewählt, daher blieb der zurückgekommene Link unbeachtet.</translation>
  </message>
  <message>
   <source>This program does not know what the link asks for. It understands cti-desktop://dial and cti-desktop://sms.</source>
   <translation>Dieses Programm weiß nicht, was der Link will. Es versteht cti-desktop://dial und cti-desktop://sms.</translation>
  </message>
  <message>
   <source>This softphone takes no number for a message. Write there.</source>
   <translation>Dieses Softphone nimmt keine Nummer für eine Nachricht an. Schreiben Sie die Nachricht dort.</translation>
  </message>
  <message>
   <source>This text holds characters that cannot be stored.</source>
   <translation>Dieser Text enthält Zeichen, die sich nicht speichern lassen.</translation>
  </message>
  <message>
   <source>This version reads your earlier calls again, once. You can telephone meanwhile.</source>
   <translation>Diese Version liest Ihre früheren Anrufe einmal neu ein. Sie können inzwischen telefonieren.</translation>
  </message>
  <message>
   <source>Too many numbers at once: %1 wait for your answer already, the others were left out.</source>
   <translation>Zu viele Nummern auf einmal: %1 warten schon auf Ihre Antwort, die anderen wurden ausgelassen.</translation>
  </message>
  <message>
   <source>Transferred</source>
   <translation>Weiterverbunden</translation>
  </message>
  <message>
   <source>Updating your calls: %1 %</source>
   <translation>Ihre Anrufe werden aktualisiert: %1 %</translation>
  </message>
  <message>
   <source>Voicemail</source>
   <translation>Voicemail</translation>
  </message>
  <message>
   <source>What answers at the companion's address does not speak its language.</source>
   <translation>Unter der Adresse des Companions antwortet etwas anderes.</translation>
  </message>
  <message>
   <source>What you do now cannot be saved yet. It is kept and tried again. Leave this program open until then.</source>
   <translation>Was Sie jetzt tun, kann noch nicht gespeichert werden. Es wird behalten und erneut versucht. Lassen Sie dieses Programm bis dahin offen.</translation>
  </message>
  <message>
   <source>Windows does not allow this. For the whole machine, run it as administrator.</source>
   <translation>Windows erlaubt das nicht. Für den ganzen Computer führen Sie es als Administrator aus.</translation>
  </message>
  <message>
   <source>Withheld number</source>
   <translation>Nummer unterdrückt</translation>
  </message>
  <message>
   <source>Works without a companion</source>
   <translation>Arbeitet ohne Companion</translation>
  </message>
  <message>
   <source>Wrapped up</source>
   <translation>Abgeschlossen</translation>
  </message>
  <message>
   <source>Your administrator set this.</source>
   <translation>Das hat Ihr Administrator festgelegt.</translation>
  </message>
  <message>
   <source>Your session ended. Sign in again.</source>
   <translation>Ihre Sitzung ist abgelaufen. Melden Sie sich erneut an.</translation>
  </message>
  <message>
   <source>Zoom Phone is not enabled for this account.</source>
   <translation>Für dieses Konto ist Zoom Phone nicht freigeschaltet.</translation>
  </message>
  <message>
   <source>Zoom asks to wait.</source>
   <translation>Zoom bittet um Geduld.</translation>
  </message>
  <message>
   <source>Zoom does not accept the access token.</source>
   <translation>Zoom nimmt die Anmeldung nicht an.</translation>
  </message>
  <message>
   <source>Zoom does not know it.</source>
   <translation>Zoom kennt das nicht.</translation>
  </message>
  <message>
   <source>Zoom does not let this address show the softphone. Ask your Zoom admin to add {origin} to the approved domains of Contact Center's Smart Embed.</source>
   <translation>Zoom erlaubt dieser Adresse das Softphone nicht. Bitten Sie Ihren Zoom-Administrator, {origin} bei Smart Embed für Contact Center als Domain freizugeben.</translation>
  </message>
  <message>
   <source>Zoom does not let this address show the softphone. Ask your Zoom admin to add {origin} to the approved domains of Zoom Phone Smart Embed.</source>
   <translation>Zoom erlaubt dieser Adresse das Softphone nicht. Bitten Sie Ihren Zoom-Administrator, {origin} bei Zoom Phone Smart Embed als Domain freizugeben.</translation>
  </message>
  <message>
   <source>Zoom has not been allowed to show this; connect Zoom again and grant shared access.</source>
   <translation>Zoom darf das nicht zeigen; verbinden Sie Zoom neu und erlauben Sie den gemeinsamen Zugriff.</translation>
  </message>
  <message>
   <source>Zoom ready</source>
   <translation>Zoom bereit</translation>
  </message>
  <message>
   <source>Zoom refused: %1.</source>
   <translation>Zoom lehnte ab: %1.</translation>
  </message>
  <message>
   <source>Zoom's API cannot be reached.</source>
   <translation>Zoom ist nicht erreichbar.</translation>
  </message>
  <message>
   <source>Zoom's API is not working just now.</source>
   <translation>Zoom ist gerade gestört.</translation>
  </message>
  <message>
   <source>Zoom's list has expired; it is read again.</source>
   <translation>Zooms Liste ist abgelaufen; sie wird neu gelesen.</translation>
  </message>
  <message>
   <source>Zoom's record of this call was deleted; what was written here stays</source>
   <translation>Zooms Datensatz zu diesem Anruf wurde gelöscht; was hier geschrieben wurde, bleibt</translation>
  </message>
  <message>
   <source>abandoned</source>
   <translation>Anrufer hat aufgelegt</translation>
  </message>
  <message>
   <source>agrees with the companion's</source>
   <translation>stimmt mit der des Companions überein</translation>
  </message>
  <message>
   <source>all of them can be used</source>
   <translation>alle sind brauchbar</translation>
  </message>
  <message>
   <source>answered</source>
   <translation>angenommen</translation>
  </message>
  <message>
   <source>blocked</source>
   <translation>gesperrt</translation>
  </message>
  <message>
   <source>busy</source>
   <translation>besetzt</translation>
  </message>
  <message>
   <source>canceled</source>
   <translation>abgebrochen</translation>
  </message>
  <message>
   <source>chosen by you</source>
   <translation>von Ihnen gewählt</translation>
  </message>
  <message>
   <source>ext. %1</source>
   <translation>Durchwahl %1</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>fehlgeschlagen</translation>
  </message>
  <message>
   <source>matched by national number</source>
   <translation>an der nationalen Nummer erkannt</translation>
  </message>
  <message>
   <source>matched by number</source>
   <translation>an der Nummer erkannt</translation>
  </message>
  <message>
   <source>matched by number and extension</source>
   <translation>an Nummer und Durchwahl erkannt</translation>
  </message>
  <message>
   <source>matched by number; %1 others share it</source>
   <translation>an der Nummer erkannt; %1 weitere Kontakte haben sie auch</translation>
  </message>
  <message>
   <source>matched by number; 1 other shares it</source>
   <translation>an der Nummer erkannt; 1 weiterer Kontakt hat sie auch</translation>
  </message>
  <message>
   <source>matched by the last digits</source>
   <translation>an den letzten Ziffern erkannt</translation>
  </message>
  <message>
   <source>missed</source>
   <translation>verpasst</translation>
  </message>
  <message>
   <source>no answer</source>
   <translation>keine Antwort</translation>
  </message>
  <message>
   <source>none is set; calls are kept here only</source>
   <translation>keiner eingetragen; Anrufe bleiben nur hier</translation>
  </message>
  <message>
   <source>not compared with a companion yet</source>
   <translation>noch mit keinem Companion verglichen</translation>
  </message>
  <message>
   <source>not registered; run cti-desktop handlers install to open tel: links here</source>
   <translation>nicht eingetragen; cti-desktop handlers install öffnet tel:-Links hier</translation>
  </message>
  <message>
   <source>opens %1</source>
   <translation>öffnet %1</translation>
  </message>
  <message>
   <source>rejected</source>
   <translation>abgelehnt</translation>
  </message>
  <message>
   <source>tried %1: %2</source>
   <translation>Versuch mit %1: %2</translation>
  </message>
  <message>
   <source>voicemail</source>
   <translation>Voicemail</translation>
  </message>
  <message>
   <source>“%1” is no number.</source>
   <translation>„%1“ ist keine Nummer.</translation>
  </message>
 </context>
 <context>
  <name>DiagnosticsPage</name>
  <message>
   <source>%1 things need attention</source>
   <translation>%1 Punkte erfordern Aufmerksamkeit</translation>
  </message>
  <message>
   <source>1 thing needs attention</source>
   <translation>1 Punkt erfordert Aufmerksamkeit</translation>
  </message>
  <message>
   <source>A test link is on its way. No number is called.</source>
   <translation>Ein Testlink ist unterwegs. Es wird keine Nummer angerufen.</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>Back (Esc)</source>
   <translation>Zurück (Esc)</translation>
  </message>
  <message>
   <source>Bundle for your helper</source>
   <translation>Diagnosepaket für Ihren Support</translation>
  </message>
  <message>
   <source>Call journal</source>
   <translation>Anrufjournal</translation>
  </message>
  <message>
   <source>Companion</source>
   <translation>Companion</translation>
  </message>
  <message>
   <source>Data folder</source>
   <translation>Datenordner</translation>
  </message>
  <message>
   <source>Diagnostics</source>
   <translation>Diagnose</translation>
  </message>
  <message>
   <source>Everything works</source>
   <translation>Alles funktioniert</translation>
  </message>
  <message>
   <source>File of the bundle</source>
   <translation>Datei des Diagnosepakets</translation>
  </message>
  <message>
   <source>Fine</source>
   <translation>In Ordnung</translation>
  </message>
  <message>
   <source>In step</source>
   <translation>Abgleich</translation>
  </message>
  <message>
   <source>Keyring</source>
   <translation>Schlüsselbund</translation>
  </message>
  <message>
   <source>Links</source>
   <translation>Links</translation>
  </message>
  <message>
   <source>Look again</source>
   <translation>Erneut prüfen</translation>
  </message>
  <message>
   <source>Looking…</source>
   <translation>Wird geprüft …</translation>
  </message>
  <message>
   <source>Needs attention</source>
   <translation>Erfordert Aufmerksamkeit</translation>
  </message>
  <message>
   <source>Not taken</source>
   <translation>Nicht angenommen</translation>
  </message>
  <message>
   <source>Save bundle</source>
   <translation>Diagnosepaket speichern</translation>
  </message>
  <message>
   <source>Save the bundle</source>
   <translation>Diagnosepaket speichern</translation>
  </message>
  <message>
   <source>Saved as %1</source>
   <translation>Gespeichert als %1</translation>
  </message>
  <message>
   <source>Screen pop</source>
   <translation>Anruferkarte</translation>
  </message>
  <message>
   <source>Sends a harmless link through the system</source>
   <translation>Schickt einen harmlosen Link durch das System</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Softphone</source>
   <translation>Softphone</translation>
  </message>
  <message>
   <source>This is all it holds, without names, numbers and texts. Nothing is sent by itself: save it and send it yourself.</source>
   <translation>Das ist sein ganzer Inhalt, ohne Namen, Nummern und Texte. Nichts wird von selbst gesendet: Speichern Sie das Paket und senden Sie es selbst.</translation>
  </message>
  <message>
   <source>Try a link</source>
   <translation>Link ausprobieren</translation>
  </message>
  <message>
   <source>What the bundle holds</source>
   <translation>Inhalt des Diagnosepakets</translation>
  </message>
  <message>
   <source>Zip file (*.zip)</source>
   <translation>Zip-Datei (*.zip)</translation>
  </message>
 </context>
 <context>
  <name>DialQuestion</name>
  <message>
   <source>%1 times</source>
   <translation>%1-mal</translation>
  </message>
  <message>
   <source>Call %1?</source>
   <translation>%1 anrufen?</translation>
  </message>
  <message>
   <source>Clicked in %1</source>
   <translation>Angeklickt in %1</translation>
  </message>
  <message>
   <source>My number</source>
   <translation>Meine Nummer</translation>
  </message>
  <message>
   <source>Show as caller</source>
   <translation>Als Anrufer anzeigen</translation>
  </message>
  <message>
   <source>Show as caller: %1</source>
   <translation>Als Anrufer anzeigen: %1</translation>
  </message>
  <message>
   <source>Shows: the number chosen in the softphone</source>
   <translation>Angezeigt wird die im Softphone gewählte Nummer</translation>
  </message>
  <message>
   <source>Write a message to %1?</source>
   <translation>Nachricht an %1 schreiben?</translation>
  </message>
  <message>
   <source>then dial %1</source>
   <translation>danach %1 wählen</translation>
  </message>
  <message>
   <source>then dial extension %1</source>
   <translation>danach Durchwahl %1 wählen</translation>
  </message>
 </context>
 <context>
  <name>DialSheet</name>
  <message>
   <source>%1 more were left out: too many links at once.</source>
   <translation>%1 weitere wurden ausgelassen: zu viele Links auf einmal.</translation>
  </message>
  <message>
   <source>%1 to confirm</source>
   <translation>%1 zu bestätigen</translation>
  </message>
  <message>
   <source>1 more was left out: too many links at once.</source>
   <translation>1 weiterer wurde ausgelassen: zu viele Links auf einmal.</translation>
  </message>
  <message>
   <source>Before calling</source>
   <translation>Vor dem Anruf</translation>
  </message>
  <message>
   <source>Cancel all</source>
   <translation>Alle abbrechen</translation>
  </message>
 </context>
 <context>
  <name>DownloadOffer</name>
  <message>
   <source>%1 could not be saved. Try again in the softphone.</source>
   <translation>%1 konnte nicht gespeichert werden. Versuchen Sie es im Softphone noch einmal.</translation>
  </message>
  <message>
   <source>%1 is larger than 200 MB and is not taken from here. Get it in a browser.</source>
   <translation>%1 ist größer als 200 MB und wird hier nicht geladen. Holen Sie die Datei im Browser.</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>Speichern</translation>
  </message>
  <message>
   <source>Saved as %1</source>
   <translation>Gespeichert als %1</translation>
  </message>
  <message>
   <source>Zoom offers a file: %1</source>
   <translation>Zoom bietet eine Datei an: %1</translation>
  </message>
 </context>
 <context>
  <name>Export</name>
  <message>
   <source>%1 calls written to %2</source>
   <translation>%1 Anrufe in %2 geschrieben</translation>
  </message>
  <message>
   <source>%1 of %2 calls written</source>
   <translation>%1 von %2 Anrufen geschrieben</translation>
  </message>
  <message>
   <source>1 call written to %2</source>
   <translation>1 Anruf in %2 geschrieben</translation>
  </message>
  <message>
   <source>CSV file (*.csv)</source>
   <translation>CSV-Datei (*.csv)</translation>
  </message>
  <message>
   <source>Excel workbook (*.xlsx)</source>
   <translation>Excel-Arbeitsmappe (*.xlsx)</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>Export</translation>
  </message>
  <message>
   <source>Export calls</source>
   <translation>Anrufe exportieren</translation>
  </message>
  <message>
   <source>Exporting to %1</source>
   <translation>Export nach %1</translation>
  </message>
  <message>
   <source>JSON file (*.json)</source>
   <translation>JSON-Datei (*.json)</translation>
  </message>
  <message>
   <source>Stopping the export …</source>
   <translation>Der Export wird abgebrochen …</translation>
  </message>
  <message>
   <source>The export was stopped. No file was written.</source>
   <translation>Der Export wurde abgebrochen. Es wurde keine Datei geschrieben.</translation>
  </message>
  <message>
   <source>calls %1</source>
   <translation>anrufe %1</translation>
  </message>
 </context>
 <context>
  <name>ExportStrip</name>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>Show in folder</source>
   <translation>Im Ordner anzeigen</translation>
  </message>
 </context>
 <context>
  <name>FinishBar</name>
  <message>
   <source>+1 min</source>
   <translation>+1 Min.</translation>
  </message>
  <message>
   <source>Choose an outcome to finish</source>
   <translation>Zum Abschließen ein Ergebnis wählen</translation>
  </message>
  <message>
   <source>End this call here; Zoom's record puts it right later</source>
   <translation>Den Anruf hier beenden; Zooms Datensatz stellt es später richtig</translation>
  </message>
  <message>
   <source>Finish</source>
   <translation>Abschließen</translation>
  </message>
  <message>
   <source>Finish this call (Ctrl+Enter)</source>
   <translation>Anruf abschließen (Strg+Eingabe)</translation>
  </message>
  <message>
   <source>It is over</source>
   <translation>Er ist zu Ende</translation>
  </message>
  <message>
   <source>Log this call</source>
   <translation>Anruf protokollieren</translation>
  </message>
  <message>
   <source>Take a minute more</source>
   <translation>Eine Minute länger</translation>
  </message>
  <message>
   <source>The softphone does not log calls by itself</source>
   <translation>Das Softphone protokolliert Anrufe nicht von selbst</translation>
  </message>
  <message>
   <source>The softphone was away meanwhile. Is this call over?</source>
   <translation>Das Softphone war zwischendurch nicht da. Ist dieser Anruf zu Ende?</translation>
  </message>
  <message>
   <source>Wrap-up %1</source>
   <translation>Nachbearbeitung %1</translation>
  </message>
  <message>
   <source>Wrap-up %1 left</source>
   <translation>Nachbearbeitung: noch %1</translation>
  </message>
  <message>
   <source>Wrap-up %1 over</source>
   <translation>Nachbearbeitung: %1 überzogen</translation>
  </message>
  <message>
   <source>Zoom has not said that this call is over.</source>
   <translation>Zoom hat nicht gemeldet, dass dieser Anruf zu Ende ist.</translation>
  </message>
 </context>
 <context>
  <name>FirstRun</name>
  <message>
   <source>Done</source>
   <translation>Erledigt</translation>
  </message>
  <message>
   <source>To do</source>
   <translation>Zu tun</translation>
  </message>
 </context>
 <context>
  <name>FirstRunPage</name>
  <message>
   <source>Companion</source>
   <translation>Companion</translation>
  </message>
  <message>
   <source>First steps</source>
   <translation>Erste Schritte</translation>
  </message>
  <message>
   <source>Go on in your browser.</source>
   <translation>Weiter geht es im Browser.</translation>
  </message>
  <message>
   <source>Its address is with your admin. Without one, calls and notes stay on this computer.</source>
   <translation>Die Adresse kennt Ihr Administrator. Ohne sie bleiben Anrufe und Notizen auf diesem Computer.</translation>
  </message>
  <message>
   <source>Links to phone numbers</source>
   <translation>Links zu Telefonnummern</translation>
  </message>
  <message>
   <source>Looking who opens them…</source>
   <translation>Wird geprüft, wer sie öffnet …</translation>
  </message>
  <message>
   <source>Microphone and headset</source>
   <translation>Mikrofon und Headset</translation>
  </message>
  <message>
   <source>Numbers without a country code are read as numbers from there.</source>
   <translation>Nummern ohne Landesvorwahl gelten als Nummern von dort.</translation>
  </message>
  <message>
   <source>Open them here</source>
   <translation>Hier öffnen</translation>
  </message>
  <message>
   <source>Region</source>
   <translation>Region</translation>
  </message>
  <message>
   <source>Restart and go on</source>
   <translation>Neu starten und weiter</translation>
  </message>
  <message>
   <source>Sign in</source>
   <translation>Anmelden</translation>
  </message>
  <message>
   <source>Sound runs in the Zoom desktop client. Keep it open and signed in, and choose your headset there.</source>
   <translation>Der Ton läuft im Zoom-Client. Lassen Sie ihn offen und angemeldet und wählen Sie dort Ihr Headset.</translation>
  </message>
  <message>
   <source>Sound runs in the softphone on the right. Choose your headset in its settings; the microphone is for Zoom's page alone.</source>
   <translation>Der Ton läuft im Softphone rechts. Wählen Sie Ihr Headset in dessen Einstellungen; das Mikrofon steht nur der Seite von Zoom offen.</translation>
  </message>
  <message>
   <source>Start</source>
   <translation>Los geht’s</translation>
  </message>
  <message>
   <source>Welcome to CTI Desktop</source>
   <translation>Willkommen bei CTI Desktop</translation>
  </message>
  <message>
   <source>When a call comes in, you see here who it is, write your note and find it again. A few things first:</source>
   <translation>Kommt ein Anruf, sehen Sie hier, wer es ist, schreiben Ihre Notiz und finden sie wieder. Vorab ein paar Dinge:</translation>
  </message>
  <message>
   <source>Zoom is starting</source>
   <translation>Zoom startet</translation>
  </message>
  <message>
   <source>Zoom softphone</source>
   <translation>Zoom-Softphone</translation>
  </message>
 </context>
 <context>
  <name>GlobalKey</name>
  <message>
   <source>%1 is no key for this. Take a letter, a digit or F1 to F12, as in Ctrl+Alt+D.</source>
   <translation>%1 ist keine Taste dafür. Nehmen Sie einen Buchstaben, eine Ziffer oder F1 bis F12, wie in Strg+Alt+D.</translation>
  </message>
  <message>
   <source>Another program has this key already.</source>
   <translation>Diese Taste benutzt schon ein anderes Programm.</translation>
  </message>
  <message>
   <source>Nothing is selected, so nothing was dialled.</source>
   <translation>Nichts ist markiert, daher wurde nichts gewählt.</translation>
  </message>
  <message>
   <source>This desktop gives no key to a program. Bind one in its own settings to the command: cti-desktop dial --selection</source>
   <translation>Dieser Desktop gibt Programmen keine Taste. Legen Sie in seinen Einstellungen eine Taste für diesen Befehl fest: cti-desktop dial --selection</translation>
  </message>
 </context>
 <context>
  <name>Grip</name>
  <message>
   <source>Drag to change the width</source>
   <translation>Ziehen Sie, um die Breite zu ändern</translation>
  </message>
  <message>
   <source>Width of the panel</source>
   <translation>Breite des Bereichs</translation>
  </message>
 </context>
 <context>
  <name>Hotkey</name>
  <message>
   <source>A key for every program needs libxcb-keysyms1. Install it and start again.</source>
   <translation>Eine Taste für alle Programme braucht libxcb-keysyms1. Installieren Sie es und starten Sie neu.</translation>
  </message>
 </context>
 <context>
  <name>IdlePage</name>
  <message>
   <source>All caught up</source>
   <translation>Alles erledigt</translation>
  </message>
  <message>
   <source>Call back now</source>
   <translation>Jetzt zurückrufen</translation>
  </message>
  <message>
   <source>Calls without an outcome</source>
   <translation>Anrufe ohne Ergebnis</translation>
  </message>
  <message>
   <source>Find a contact</source>
   <translation>Kontakt suchen</translation>
  </message>
  <message>
   <source>Missed calls</source>
   <translation>Verpasste Anrufe</translation>
  </message>
  <message>
   <source>Next up</source>
   <translation>Als Nächstes</translation>
  </message>
  <message>
   <source>Open contacts (Ctrl+3)</source>
   <translation>Kontakte öffnen (Strg+3)</translation>
  </message>
  <message>
   <source>When a call comes in, you see here who it is and write your note.</source>
   <translation>Kommt ein Anruf, sehen Sie hier, wer es ist, und schreiben Ihre Notiz.</translation>
  </message>
 </context>
 <context>
  <name>ImportSheet</name>
  <message>
   <source>All files (*)</source>
   <translation>Alle Dateien (*)</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>City</source>
   <translation>Ort</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>Columns of the file</source>
   <translation>Spalten der Datei</translation>
  </message>
  <message>
   <source>Contacts (*.csv *.vcf *.vcard *.txt)</source>
   <translation>Kontakte (*.csv *.vcf *.vcard *.txt)</translation>
  </message>
  <message>
   <source>E-mail</source>
   <translation>E-Mail</translation>
  </message>
  <message>
   <source>Firm</source>
   <translation>Firma</translation>
  </message>
  <message>
   <source>First name</source>
   <translation>Vorname</translation>
  </message>
  <message>
   <source>Home number</source>
   <translation>Privatnummer</translation>
  </message>
  <message>
   <source>Import</source>
   <translation>Importieren</translation>
  </message>
  <message>
   <source>Import contacts</source>
   <translation>Kontakte importieren</translation>
  </message>
  <message>
   <source>Importing …</source>
   <translation>Import läuft …</translation>
  </message>
  <message>
   <source>Last name</source>
   <translation>Nachname</translation>
  </message>
  <message>
   <source>Mobile number</source>
   <translation>Mobilnummer</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>Not in the file</source>
   <translation>Nicht in der Datei</translation>
  </message>
  <message>
   <source>Notes</source>
   <translation>Notizen</translation>
  </message>
  <message>
   <source>Row %1: </source>
   <translation>Zeile %1: </translation>
  </message>
  <message>
   <source>Stopping the import …</source>
   <translation>Der Import wird abgebrochen …</translation>
  </message>
  <message>
   <source>The first contacts</source>
   <translation>Die ersten Kontakte</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Rückgängig</translation>
  </message>
  <message>
   <source>What cannot be read</source>
   <translation>Was sich nicht lesen lässt</translation>
  </message>
  <message>
   <source>Work number</source>
   <translation>Geschäftsnummer</translation>
  </message>
  <message>
   <source>and %1 more</source>
   <translation>und %1 weitere</translation>
  </message>
 </context>
 <context>
  <name>KeyCaps</name>
  <message>
   <source>or</source>
   <translation>oder</translation>
  </message>
 </context>
 <context>
  <name>LogDelegate</name>
  <message>
   <source>via %1</source>
   <translation>über %1</translation>
  </message>
 </context>
 <context>
  <name>LogFilter</name>
  <message>
   <source>Agent %1</source>
   <translation>Agent %1</translation>
  </message>
  <message>
   <source>By the caller's name</source>
   <translation>Nach Namen des Anrufers</translation>
  </message>
  <message>
   <source>Last month</source>
   <translation>Letzter Monat</translation>
  </message>
  <message>
   <source>Last week</source>
   <translation>Letzte Woche</translation>
  </message>
  <message>
   <source>Longest first</source>
   <translation>Längste zuerst</translation>
  </message>
  <message>
   <source>Newest first</source>
   <translation>Neueste zuerst</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Notiz</translation>
  </message>
  <message>
   <source>Number %1</source>
   <translation>Nummer %1</translation>
  </message>
  <message>
   <source>Oldest first</source>
   <translation>Älteste zuerst</translation>
  </message>
  <message>
   <source>Outcome %1</source>
   <translation>Ergebnis %1</translation>
  </message>
  <message>
   <source>Recording</source>
   <translation>Aufnahme</translation>
  </message>
  <message>
   <source>Shortest first</source>
   <translation>Kürzeste zuerst</translation>
  </message>
  <message>
   <source>Tag %1</source>
   <translation>Schlagwort %1</translation>
  </message>
  <message>
   <source>This month</source>
   <translation>Dieser Monat</translation>
  </message>
  <message>
   <source>This week</source>
   <translation>Diese Woche</translation>
  </message>
  <message>
   <source>Today</source>
   <translation>Heute</translation>
  </message>
  <message>
   <source>Voicemail</source>
   <translation>Voicemail</translation>
  </message>
  <message>
   <source>With a note</source>
   <translation>Mit Notiz</translation>
  </message>
  <message>
   <source>With a recording</source>
   <translation>Mit Aufnahme</translation>
  </message>
  <message>
   <source>With a voicemail</source>
   <translation>Mit Voicemail</translation>
  </message>
  <message>
   <source>Without a note</source>
   <translation>Ohne Notiz</translation>
  </message>
  <message>
   <source>Without a recording</source>
   <translation>Ohne Aufnahme</translation>
  </message>
  <message>
   <source>Without a voicemail</source>
   <translation>Ohne Voicemail</translation>
  </message>
  <message>
   <source>Without an outcome</source>
   <translation>Ohne Ergebnis</translation>
  </message>
  <message>
   <source>Yesterday</source>
   <translation>Gestern</translation>
  </message>
  <message>
   <source>since %1</source>
   <translation>ab %1</translation>
  </message>
  <message>
   <source>until %1</source>
   <translation>bis %1</translation>
  </message>
  <message>
   <source>via %1</source>
   <translation>über %1</translation>
  </message>
 </context>
 <context>
  <name>LogFilterMenu</name>
  <message>
   <source>Agent</source>
   <translation>Agent</translation>
  </message>
  <message>
   <source>Any</source>
   <translation>Beliebig</translation>
  </message>
  <message>
   <source>Any day</source>
   <translation>Alle Tage</translation>
  </message>
  <message>
   <source>Any direction</source>
   <translation>Alle Richtungen</translation>
  </message>
  <message>
   <source>Any outcome</source>
   <translation>Alle Ergebnisse</translation>
  </message>
  <message>
   <source>Any state</source>
   <translation>Alle Zustände</translation>
  </message>
  <message>
   <source>Days</source>
   <translation>Tage</translation>
  </message>
  <message>
   <source>Direction</source>
   <translation>Richtung</translation>
  </message>
  <message>
   <source>Order</source>
   <translation>Reihenfolge</translation>
  </message>
  <message>
   <source>Other days …</source>
   <translation>Andere Tage …</translation>
  </message>
  <message>
   <source>Outcome</source>
   <translation>Ergebnis</translation>
  </message>
  <message>
   <source>Queue</source>
   <translation>Warteschlange</translation>
  </message>
  <message>
   <source>Remove a saved filter</source>
   <translation>Gespeicherten Filter entfernen</translation>
  </message>
  <message>
   <source>Saved filters</source>
   <translation>Gespeicherte Filter</translation>
  </message>
  <message>
   <source>State</source>
   <translation>Zustand</translation>
  </message>
  <message>
   <source>Tag</source>
   <translation>Schlagwort</translation>
  </message>
  <message>
   <source>Without an outcome</source>
   <translation>Ohne Ergebnis</translation>
  </message>
 </context>
 <context>
  <name>LogHead</name>
  <message>
   <source>%1 calls</source>
   <translation>%1 Anrufe</translation>
  </message>
  <message>
   <source>1 call</source>
   <translation>1 Anruf</translation>
  </message>
  <message>
   <source>A name for these filters</source>
   <translation>Ein Name für diese Filter</translation>
  </message>
  <message>
   <source>All</source>
   <translation>Alle</translation>
  </message>
  <message>
   <source>Export these calls</source>
   <translation>Diese Anrufe exportieren</translation>
  </message>
  <message>
   <source>Filter (Ctrl+Shift+F)</source>
   <translation>Filtern (Strg+Umschalt+F)</translation>
  </message>
  <message>
   <source>Inbound</source>
   <translation>Eingehend</translation>
  </message>
  <message>
   <source>Mine</source>
   <translation>Meine</translation>
  </message>
  <message>
   <source>Missed</source>
   <translation>Verpasst</translation>
  </message>
  <message>
   <source>Number …</source>
   <translation>Nummer …</translation>
  </message>
  <message>
   <source>Outbound</source>
   <translation>Ausgehend</translation>
  </message>
  <message>
   <source>Remove filter: %1</source>
   <translation>Filter entfernen: %1</translation>
  </message>
  <message>
   <source>Save these filters …</source>
   <translation>Diese Filter speichern …</translation>
  </message>
  <message>
   <source>Search names, numbers and notes</source>
   <translation>Namen, Nummern und Notizen suchen</translation>
  </message>
  <message>
   <source>Show all calls</source>
   <translation>Alle Anrufe anzeigen</translation>
  </message>
  <message>
   <source>Show: %1</source>
   <translation>Anzeige: %1</translation>
  </message>
  <message>
   <source>Show: my calls</source>
   <translation>Anzeige: meine Anrufe</translation>
  </message>
  <message>
   <source>Show: the team's calls</source>
   <translation>Anzeige: Anrufe des Teams</translation>
  </message>
  <message>
   <source>Team</source>
   <translation>Team</translation>
  </message>
  <message>
   <source>The whole number, such as +44 20 7946 0018</source>
   <translation>Die ganze Nummer, etwa +49 30 901820</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Erneut versuchen</translation>
  </message>
 </context>
 <context>
  <name>LogPage</name>
  <message>
   <source>Calls</source>
   <translation>Anrufe</translation>
  </message>
  <message>
   <source>Calls stand here once you made or took one. Dial on the right.</source>
   <translation>Hier stehen Ihre Anrufe, sobald Sie einen geführt haben. Rechts können Sie wählen.</translation>
  </message>
  <message>
   <source>No call fits this search and these filters.</source>
   <translation>Kein Anruf passt zu dieser Suche und diesen Filtern.</translation>
  </message>
  <message>
   <source>No calls yet</source>
   <translation>Noch keine Anrufe</translation>
  </message>
  <message>
   <source>Nothing found</source>
   <translation>Nichts gefunden</translation>
  </message>
  <message>
   <source>Saved filters: %1</source>
   <translation>Gespeicherte Filter: %1</translation>
  </message>
  <message>
   <source>Show all calls</source>
   <translation>Alle Anrufe anzeigen</translation>
  </message>
  <message>
   <source>Show details</source>
   <translation>Einzelheiten anzeigen</translation>
  </message>
  <message>
   <source>The calls could not be read</source>
   <translation>Die Anrufe konnten nicht gelesen werden</translation>
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message>
   <source>%1 is calling</source>
   <translation>%1 ruft an</translation>
  </message>
  <message>
   <source>CTI Desktop</source>
   <translation>CTI Desktop</translation>
  </message>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Call %1 back now</source>
   <translation>Jetzt %1 zurückrufen</translation>
  </message>
  <message>
   <source>Call with %1</source>
   <translation>Gespräch mit %1</translation>
  </message>
  <message>
   <source>Calls</source>
   <translation>Anrufe</translation>
  </message>
  <message>
   <source>Contacts</source>
   <translation>Kontakte</translation>
  </message>
  <message>
   <source>Contacts were imported.</source>
   <translation>Kontakte wurden importiert.</translation>
  </message>
  <message>
   <source>Find</source>
   <translation>Suchen</translation>
  </message>
  <message>
   <source>Find people, calls, commands (Ctrl+K)</source>
   <translation>Personen, Anrufe, Befehle suchen (Strg+K)</translation>
  </message>
  <message>
   <source>Go to Team</source>
   <translation>Zum Team</translation>
  </message>
  <message>
   <source>Messages</source>
   <translation>Nachrichten</translation>
  </message>
  <message>
   <source>Mute this call</source>
   <translation>Diesen Anruf stummschalten</translation>
  </message>
  <message>
   <source>Phone</source>
   <translation>Telefon</translation>
  </message>
  <message>
   <source>Reload the softphone</source>
   <translation>Softphone neu laden</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Show call</source>
   <translation>Anruf anzeigen</translation>
  </message>
  <message>
   <source>Tasks</source>
   <translation>Aufgaben</translation>
  </message>
  <message>
   <source>Team</source>
   <translation>Team</translation>
  </message>
  <message>
   <source>The calls of your team</source>
   <translation>Die Anrufe Ihres Teams</translation>
  </message>
  <message>
   <source>Two contacts were merged.</source>
   <translation>Zwei Kontakte wurden zusammengeführt.</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Rückgängig</translation>
  </message>
  <message>
   <source>zoom restart page</source>
   <translation>zoom neu starten seite laden</translation>
  </message>
 </context>
 <context>
  <name>MatchRow</name>
  <message>
   <source>Not this person</source>
   <translation>Nicht diese Person</translation>
  </message>
  <message>
   <source>This is %1</source>
   <translation>Das ist %1</translation>
  </message>
  <message>
   <source>This is not %1</source>
   <translation>Das ist nicht %1</translation>
  </message>
  <message>
   <source>This one</source>
   <translation>Diese Person</translation>
  </message>
 </context>
 <context>
  <name>Message</name>
  <message>
   <source>Error %1</source>
   <translation>Fehler %1</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Erneut versuchen</translation>
  </message>
 </context>
 <context>
  <name>MessagesHead</name>
  <message>
   <source>Search people, numbers and messages</source>
   <translation>Personen, Nummern und Nachrichten suchen</translation>
  </message>
 </context>
 <context>
  <name>MessagesPage</name>
  <message>
   <source>Call %1</source>
   <translation>%1 anrufen</translation>
  </message>
  <message>
   <source>Conversations</source>
   <translation>Unterhaltungen</translation>
  </message>
  <message>
   <source>No messages with this number</source>
   <translation>Keine Nachrichten mit dieser Nummer</translation>
  </message>
  <message>
   <source>No messages yet</source>
   <translation>Noch keine Nachrichten</translation>
  </message>
  <message>
   <source>No name, number or message is like this.</source>
   <translation>Kein Name, keine Nummer und keine Nachricht passt dazu.</translation>
  </message>
  <message>
   <source>Nothing found</source>
   <translation>Nichts gefunden</translation>
  </message>
  <message>
   <source>Show conversation</source>
   <translation>Unterhaltung anzeigen</translation>
  </message>
  <message>
   <source>Text messages stand here. Write the first one from a contact or a call, or search for a number.</source>
   <translation>Hier stehen Textnachrichten. Schreiben Sie die erste von einem Kontakt oder Anruf aus oder suchen Sie eine Nummer.</translation>
  </message>
  <message>
   <source>The messages could not be read</source>
   <translation>Die Nachrichten konnten nicht gelesen werden</translation>
  </message>
  <message>
   <source>Write to %1</source>
   <translation>An %1 schreiben</translation>
  </message>
  <message>
   <source>You can write the first one.</source>
   <translation>Sie können die erste schreiben.</translation>
  </message>
 </context>
 <context>
  <name>NoteEditor</name>
  <message>
   <source>Note</source>
   <translation>Notiz</translation>
  </message>
  <message>
   <source>What is this call about?</source>
   <translation>Worum geht es in diesem Anruf?</translation>
  </message>
 </context>
 <context>
  <name>NoteForm</name>
  <message>
   <source>Insert a text template (/)</source>
   <translation>Textbaustein einfügen (/)</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Notiz</translation>
  </message>
  <message>
   <source>Outcome</source>
   <translation>Ergebnis</translation>
  </message>
  <message>
   <source>Private</source>
   <translation>Privat</translation>
  </message>
  <message>
   <source>Saved %1</source>
   <translation>Gespeichert %1</translation>
  </message>
  <message>
   <source>Saving…</source>
   <translation>Wird gespeichert …</translation>
  </message>
  <message>
   <source>The note's text stays on this computer</source>
   <translation>Der Text der Notiz bleibt auf diesem Computer</translation>
  </message>
 </context>
 <context>
  <name>NoticeBar</name>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>This number also stands in the log</source>
   <translation>Diese Nummer steht auch im Programmprotokoll</translation>
  </message>
 </context>
 <context>
  <name>Notifications</name>
  <message>
   <source>%1 missed calls</source>
   <translation>%1 verpasste Anrufe</translation>
  </message>
  <message>
   <source>Call %1 back now</source>
   <translation>Jetzt %1 zurückrufen</translation>
  </message>
  <message>
   <source>Call back</source>
   <translation>Zurückrufen</translation>
  </message>
  <message>
   <source>Missed call: %1</source>
   <translation>Verpasster Anruf: %1</translation>
  </message>
  <message>
   <source>New text message</source>
   <translation>Neue Textnachricht</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
 </context>
 <context>
  <name>NumberField</name>
  <message>
   <source>Kind of number</source>
   <translation>Art der Nummer</translation>
  </message>
  <message>
   <source>Phone number</source>
   <translation>Telefonnummer</translation>
  </message>
  <message>
   <source>Remove this number</source>
   <translation>Diese Nummer entfernen</translation>
  </message>
  <message>
   <source>This cannot be dialled. Write it like +44 20 7946 0018.</source>
   <translation>Das lässt sich nicht wählen. Schreiben Sie die Nummer so: +49 30 901820.</translation>
  </message>
 </context>
 <context>
  <name>NumberRow</name>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Call %1</source>
   <translation>%1 anrufen</translation>
  </message>
  <message>
   <source>Copy %1</source>
   <translation>%1 kopieren</translation>
  </message>
  <message>
   <source>Send message to %1</source>
   <translation>Nachricht an %1 senden</translation>
  </message>
 </context>
 <context>
  <name>OutcomeChoice</name>
  <message>
   <source>Outcome: %1</source>
   <translation>Ergebnis: %1</translation>
  </message>
 </context>
 <context>
  <name>Outcomes</name>
  <message>
   <source>Asked to be called back. Best reached: </source>
   <translation>Bittet um Rückruf. Am besten erreichbar: </translation>
  </message>
  <message>
   <source>Call back</source>
   <translation>Zurückrufen</translation>
  </message>
  <message>
   <source>Complaint</source>
   <translation>Beschwerde</translation>
  </message>
  <message>
   <source>Complaint about: 
Wants: 
Promised: </source>
   <translation>Beschwerde über: 
Wünscht: 
Zugesagt: </translation>
  </message>
  <message>
   <source>Left a message</source>
   <translation>Nachricht hinterlassen</translation>
  </message>
  <message>
   <source>No answer</source>
   <translation>Keine Antwort</translation>
  </message>
  <message>
   <source>Not reached, left a message.</source>
   <translation>Nicht erreicht, Nachricht hinterlassen.</translation>
  </message>
  <message>
   <source>Passed on</source>
   <translation>Weitergegeben</translation>
  </message>
  <message>
   <source>Passed on to: </source>
   <translation>Weitergegeben an: </translation>
  </message>
  <message>
   <source>Question about an invoice</source>
   <translation>Frage zu einer Rechnung</translation>
  </message>
  <message>
   <source>Question about invoice no. </source>
   <translation>Frage zu Rechnung Nr. </translation>
  </message>
  <message>
   <source>Resolved</source>
   <translation>Erledigt</translation>
  </message>
  <message>
   <source>Sent by e-mail</source>
   <translation>Per E-Mail geschickt</translation>
  </message>
  <message>
   <source>Sent by e-mail: </source>
   <translation>Per E-Mail geschickt: </translation>
  </message>
  <message>
   <source>Wrong number</source>
   <translation>Falsche Nummer</translation>
  </message>
 </context>
 <context>
  <name>Palette</name>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Call %1</source>
   <translation>%1 anrufen</translation>
  </message>
  <message>
   <source>Calls</source>
   <translation>Anrufe</translation>
  </message>
  <message>
   <source>Commands</source>
   <translation>Befehle</translation>
  </message>
  <message>
   <source>Open %1</source>
   <translation>%1 öffnen</translation>
  </message>
  <message>
   <source>People</source>
   <translation>Personen</translation>
  </message>
 </context>
 <context>
  <name>PhonePage</name>
  <message>
   <source>Phone</source>
   <translation>Telefon</translation>
  </message>
 </context>
 <context>
  <name>PlayerBar</name>
  <message>
   <source>%1: place</source>
   <translation>%1: Stelle</translation>
  </message>
  <message>
   <source>Loading %1 %</source>
   <translation>%1 % geladen</translation>
  </message>
  <message>
   <source>Loading…</source>
   <translation>Wird geladen …</translation>
  </message>
  <message>
   <source>Pause %1</source>
   <translation>%1 anhalten</translation>
  </message>
  <message>
   <source>Play %1</source>
   <translation>%1 abspielen</translation>
  </message>
  <message>
   <source>Speed</source>
   <translation>Geschwindigkeit</translation>
  </message>
  <message>
   <source>Speed %1</source>
   <translation>Geschwindigkeit %1</translation>
  </message>
  <message>
   <source>This computer cannot play sound here. Play it in the browser.</source>
   <translation>Dieser Computer kann hier keinen Ton abspielen. Spielen Sie ihn im Browser ab.</translation>
  </message>
  <message>
   <source>This sound cannot be played here. Play it in the browser.</source>
   <translation>Dieser Ton lässt sich hier nicht abspielen. Spielen Sie ihn im Browser ab.</translation>
  </message>
 </context>
 <context>
  <name>Pop</name>
  <message>
   <source>Colleague</source>
   <translation>Kollege</translation>
  </message>
  <message>
   <source>Copy number</source>
   <translation>Nummer kopieren</translation>
  </message>
  <message>
   <source>Find contact</source>
   <translation>Kontakt suchen</translation>
  </message>
  <message>
   <source>Firm</source>
   <translation>Firma</translation>
  </message>
  <message>
   <source>Local time there</source>
   <translation>Ortszeit dort</translation>
  </message>
  <message>
   <source>Not in your contacts</source>
   <translation>Nicht in Ihren Kontakten</translation>
  </message>
  <message>
   <source>Not this person</source>
   <translation>Nicht diese Person</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>Nummer</translation>
  </message>
  <message>
   <source>Open in CRM</source>
   <translation>Im CRM öffnen</translation>
  </message>
  <message>
   <source>Save contact</source>
   <translation>Kontakt speichern</translation>
  </message>
  <message>
   <source>Send message</source>
   <translation>Nachricht senden</translation>
  </message>
  <message>
   <source>Several contacts have this number</source>
   <translation>Mehrere Kontakte haben diese Nummer</translation>
  </message>
  <message>
   <source>via %1</source>
   <translation>über %1</translation>
  </message>
 </context>
 <context>
  <name>PromisedLine</name>
  <message>
   <source>%1 more</source>
   <translation>%1 weitere</translation>
  </message>
  <message>
   <source>1 more</source>
   <translation>1 weiterer</translation>
  </message>
  <message>
   <source>Call-back due %1</source>
   <translation>Rückruf fällig %1</translation>
  </message>
  <message>
   <source>Call-back promised for %1</source>
   <translation>Rückruf zugesagt für %1</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Erledigt</translation>
  </message>
  <message>
   <source>Done: %1</source>
   <translation>Erledigt: %1</translation>
  </message>
 </context>
 <context>
  <name>QuestionBlock</name>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Enter</source>
   <translation>Eingabe</translation>
  </message>
  <message>
   <source>Leave it (Esc)</source>
   <translation>Abbrechen (Esc)</translation>
  </message>
  <message>
   <source>Write message</source>
   <translation>Nachricht schreiben</translation>
  </message>
 </context>
 <context>
  <name>Rail</name>
  <message>
   <source>Pages</source>
   <translation>Seiten</translation>
  </message>
 </context>
 <context>
  <name>RailButton</name>
  <message>
   <source>%1 waiting</source>
   <translation>%1 offen</translation>
  </message>
 </context>
 <context>
  <name>ReplyBox</name>
  <message>
   <source>Continue in softphone</source>
   <translation>Weiter im Softphone</translation>
  </message>
  <message>
   <source>Continue in softphone (Ctrl+Enter)</source>
   <translation>Weiter im Softphone (Strg+Eingabe)</translation>
  </message>
  <message>
   <source>Copied. Paste it into the softphone (Ctrl+V) and send it there.</source>
   <translation>Kopiert. Fügen Sie den Text im Softphone ein (Strg+V) und senden Sie ihn dort.</translation>
  </message>
  <message>
   <source>Messages are sent in the softphone. Your text is copied, to paste there.</source>
   <translation>Gesendet wird im Softphone. Ihr Text wird kopiert, damit Sie ihn dort einfügen können.</translation>
  </message>
  <message>
   <source>Write and send the message in the softphone.</source>
   <translation>Schreiben und senden Sie die Nachricht im Softphone.</translation>
  </message>
 </context>
 <context>
  <name>ReplyField</name>
  <message>
   <source>Message</source>
   <translation>Nachricht</translation>
  </message>
  <message>
   <source>Write a message</source>
   <translation>Nachricht schreiben</translation>
  </message>
 </context>
 <context>
  <name>SaveContact</name>
  <message>
   <source>A contact needs a name</source>
   <translation>Ein Kontakt braucht einen Namen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Cancel (Esc)</source>
   <translation>Abbrechen (Esc)</translation>
  </message>
  <message>
   <source>Firm</source>
   <translation>Firma</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>Save contact</source>
   <translation>Kontakt speichern</translation>
  </message>
 </context>
 <context>
  <name>SearchField</name>
  <message>
   <source>Search (Ctrl+F)</source>
   <translation>Suchen (Strg+F)</translation>
  </message>
 </context>
 <context>
  <name>SearchedPage</name>
  <message>
   <source>%1 found</source>
   <translation>%1 gefunden</translation>
  </message>
  <message>
   <source>%1 or more found</source>
   <translation>%1 oder mehr gefunden</translation>
  </message>
  <message>
   <source>1 found</source>
   <translation>1 gefunden</translation>
  </message>
 </context>
 <context>
  <name>SettingEffects</name>
  <message>
   <source>Starting with the session cannot be set. Check who owns its folder.</source>
   <translation>Der Start mit der Sitzung lässt sich nicht einrichten. Prüfen Sie, wem der Ordner dafür gehört.</translation>
  </message>
 </context>
 <context>
  <name>SettingRow</name>
  <message>
   <source>From the next start on.</source>
   <translation>Gilt ab dem nächsten Start.</translation>
  </message>
  <message>
   <source>Restart now</source>
   <translation>Jetzt neu starten</translation>
  </message>
  <message>
   <source>Set for everybody by %1.</source>
   <translation>Für alle festgelegt von %1.</translation>
  </message>
  <message>
   <source>Set for this computer by %1.</source>
   <translation>Für diesen Computer festgelegt durch %1.</translation>
  </message>
  <message>
   <source>Set for this computer in %1.</source>
   <translation>Für diesen Computer festgelegt in %1.</translation>
  </message>
  <message>
   <source>This cannot be kept: make room on the disk, or ask who owns the data folder.</source>
   <translation>Das lässt sich nicht speichern: Schaffen Sie Platz auf dem Datenträger oder prüfen Sie, wem der Datenordner gehört.</translation>
  </message>
  <message>
   <source>This must be %1.</source>
   <translation>Hier muss %1 stehen.</translation>
  </message>
  <message>
   <source>Your administrator set this.</source>
   <translation>Das hat Ihr Administrator festgelegt.</translation>
  </message>
 </context>
 <context>
  <name>Settings</name>
  <message>
   <source> s</source>
   <translation> Sek.</translation>
  </message>
  <message>
   <source>Always</source>
   <translation>Immer</translation>
  </message>
  <message>
   <source>An incoming call comes up</source>
   <translation>Ein eingehender Anruf erscheint</translation>
  </message>
  <message>
   <source>An outcome must be chosen for</source>
   <translation>Ein Ergebnis ist nötig für</translation>
  </message>
  <message>
   <source>An outgoing call comes up</source>
   <translation>Ein ausgehender Anruf erscheint</translation>
  </message>
  <message>
   <source>Answered calls with people outside</source>
   <translation>Angenommene Anrufe mit Externen</translation>
  </message>
  <message>
   <source>As the system</source>
   <translation>Wie das System</translation>
  </message>
  <message>
   <source>Before its wrap-up can end.</source>
   <translation>Bevor die Nachbearbeitung enden kann.</translation>
  </message>
  <message>
   <source>Calls still come up, and the sign in the system's tray brings the window back.</source>
   <translation>Anrufe erscheinen weiterhin, und das Symbol im Infobereich holt das Fenster zurück.</translation>
  </message>
  <message>
   <source>Colours</source>
   <translation>Farben</translation>
  </message>
  <message>
   <source>Companion</source>
   <translation>Companion</translation>
  </message>
  <message>
   <source>Companion's address</source>
   <translation>Adresse des Companions</translation>
  </message>
  <message>
   <source>Counts down after a call and can be extended; nothing closes by itself. With 0 it counts up.</source>
   <translation>Zählt nach einem Anruf herunter und lässt sich verlängern; nichts schließt sich von selbst. Bei 0 zählt sie hoch.</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>Dunkel</translation>
  </message>
  <message>
   <source>Dial a clicked number without asking</source>
   <translation>Angeklickte Nummern ohne Rückfrage wählen</translation>
  </message>
  <message>
   <source>Dialling</source>
   <translation>Wählen</translation>
  </message>
  <message>
   <source>Do not disturb</source>
   <translation>Nicht stören</translation>
  </message>
  <message>
   <source>Emergency, premium and listed numbers and star codes are always asked about.</source>
   <translation>Bei Notrufnummern, teuren Nummern, Nummern der Sperrliste und Sterncodes wird immer gefragt.</translation>
  </message>
  <message>
   <source>Empty waits until you say who it is.</source>
   <translation>Bleibt sie leer, wird gewartet, bis Sie sagen, wer es ist.</translation>
  </message>
  <message>
   <source>Every answered call</source>
   <translation>Jeden angenommenen Anruf</translation>
  </message>
  <message>
   <source>File with numbers to ask about</source>
   <translation>Datei mit Nummern, bei denen gefragt wird</translation>
  </message>
  <message>
   <source>High contrast</source>
   <translation>Hoher Kontrast</translation>
  </message>
  <message>
   <source>In the system's tray where there is one, otherwise minimised.</source>
   <translation>Im Infobereich, wo es ihn gibt, sonst minimiert.</translation>
  </message>
  <message>
   <source>Its card and, while the window is hidden, a message. Neither takes the keyboard.</source>
   <translation>Seine Karte und, solange das Fenster verborgen ist, eine Meldung. Ihre Eingabe bleibt, wo sie ist.</translation>
  </message>
  <message>
   <source>Its own settings then have the switch. Where that is off, the card asks whether to log the call.</source>
   <translation>Seine eigenen Einstellungen haben dann den Schalter. Ist er aus, fragt die Karte, ob der Anruf protokolliert werden soll.</translation>
  </message>
  <message>
   <source>Keep running when the window is closed</source>
   <translation>Beim Schließen des Fensters weiterlaufen</translation>
  </message>
  <message>
   <source>Key that dials the text selected in any program</source>
   <translation>Taste, die den in einem beliebigen Programm markierten Text wählt</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>Sprache</translation>
  </message>
  <message>
   <source>Less motion</source>
   <translation>Weniger Bewegung</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>Hell</translation>
  </message>
  <message>
   <source>Look</source>
   <translation>Aussehen</translation>
  </message>
  <message>
   <source>Main monitor</source>
   <translation>Hauptbildschirm</translation>
  </message>
  <message>
   <source>Mask numbers of other agents' calls</source>
   <translation>Nummern in Anrufen anderer verdecken</translation>
  </message>
  <message>
   <source>Messages about calls also while another program is in front</source>
   <translation>Meldungen über Anrufe auch, wenn ein anderes Programm davor liegt</translation>
  </message>
  <message>
   <source>Messages about calls stand on</source>
   <translation>Meldungen über Anrufe erscheinen auf</translation>
  </message>
  <message>
   <source>Monitor 1</source>
   <translation>Bildschirm 1</translation>
  </message>
  <message>
   <source>Monitor 2</source>
   <translation>Bildschirm 2</translation>
  </message>
  <message>
   <source>Monitor 3</source>
   <translation>Bildschirm 3</translation>
  </message>
  <message>
   <source>Never</source>
   <translation>Nie</translation>
  </message>
  <message>
   <source>No call</source>
   <translation>Keinen Anruf</translation>
  </message>
  <message>
   <source>None</source>
   <translation>Keine</translation>
  </message>
  <message>
   <source>Not by itself</source>
   <translation>Nicht von selbst</translation>
  </message>
  <message>
   <source>Nothing comes up over other programs. Calls still ring and show in the window.</source>
   <translation>Nichts erscheint über anderen Programmen. Anrufe klingeln weiterhin und stehen im Fenster.</translation>
  </message>
  <message>
   <source>Numbers without a country code are read as numbers from there.</source>
   <translation>Nummern ohne Landesvorwahl gelten als Nummern von dort.</translation>
  </message>
  <message>
   <source>Off, nothing that is copied is ever read. On, only a text that is a phone number counts.</source>
   <translation>Ausgeschaltet wird nie gelesen, was Sie kopieren. Eingeschaltet zählt nur ein Text, der eine Telefonnummer ist.</translation>
  </message>
  <message>
   <source>Offer to call a number that was just copied</source>
   <translation>Anbieten, eine eben kopierte Nummer anzurufen</translation>
  </message>
  <message>
   <source>One number a line. Without one, do-not-call.txt in the data folder is read.</source>
   <translation>Eine Nummer je Zeile. Ohne Angabe wird do-not-call.txt im Datenordner gelesen.</translation>
  </message>
  <message>
   <source>Opens once when the call comes up. Names in braces are filled in: {contact_id}, {e164}, {name}, {firm}, {number}, {queue}, {direction}, {call_id}.</source>
   <translation>Öffnet sich einmal, wenn der Anruf erscheint. Namen in geschweiften Klammern werden ersetzt: {contact_id}, {e164}, {name}, {firm}, {number}, {queue}, {direction}, {call_id}.</translation>
  </message>
  <message>
   <source>Panels and messages stand at once instead of sliding in.</source>
   <translation>Bereiche und Meldungen sind sofort da, statt hereinzugleiten.</translation>
  </message>
  <message>
   <source>Phone numbers</source>
   <translation>Telefonnummern</translation>
  </message>
  <message>
   <source>Region</source>
   <translation>Region</translation>
  </message>
  <message>
   <source>Softphone</source>
   <translation>Softphone</translation>
  </message>
  <message>
   <source>Start and close</source>
   <translation>Starten und Schließen</translation>
  </message>
  <message>
   <source>Start out of the way</source>
   <translation>Im Hintergrund starten</translation>
  </message>
  <message>
   <source>Start when you sign in to this computer</source>
   <translation>Beim Anmelden an diesem Computer starten</translation>
  </message>
  <message>
   <source>Such as Ctrl+Alt+D. Where the desktop gives no keys to programs (Wayland), bind there: cti-desktop dial --selection</source>
   <translation>Zum Beispiel Strg+Alt+D. Wo der Desktop Programmen keine Tasten gibt (Wayland), legen Sie dort eine Taste für diesen Befehl fest: cti-desktop dial --selection</translation>
  </message>
  <message>
   <source>Text size</source>
   <translation>Schriftgröße</translation>
  </message>
  <message>
   <source>The softphone offers to log every call</source>
   <translation>Das Softphone bietet an, jeden Anruf zu protokollieren</translation>
  </message>
  <message>
   <source>Their calls show only the last two digits of a number, in lists, detail and exports.</source>
   <translation>Anrufe anderer zeigen von Nummern nur die letzten zwei Ziffern: in Listen, Einzelheiten und Exporten.</translation>
  </message>
  <message>
   <source>Time for wrap-up</source>
   <translation>Zeit für die Nachbearbeitung</translation>
  </message>
  <message>
   <source>Web address for a known caller</source>
   <translation>Webadresse für bekannte Anrufer</translation>
  </message>
  <message>
   <source>Web address for an unknown caller</source>
   <translation>Webadresse für unbekannte Anrufer</translation>
  </message>
  <message>
   <source>Web address when several may call</source>
   <translation>Webadresse, wenn mehrere infrage kommen</translation>
  </message>
  <message>
   <source>When a call comes</source>
   <translation>Wenn ein Anruf kommt</translation>
  </message>
  <message>
   <source>When it is answered</source>
   <translation>Beim Annehmen</translation>
  </message>
  <message>
   <source>When it rings</source>
   <translation>Beim Klingeln</translation>
  </message>
  <message>
   <source>Which of Zoom's pages stands on the right. Contact Center's has its audio in the page.</source>
   <translation>Welche Seite von Zoom rechts steht. Bei Contact Center läuft der Ton in der Seite.</translation>
  </message>
  <message>
   <source>While the window is hidden they always come.</source>
   <translation>Solange das Fenster verborgen ist, kommen sie immer.</translation>
  </message>
  <message>
   <source>With one monitor</source>
   <translation>Mit nur einem Bildschirm</translation>
  </message>
  <message>
   <source>With the pointer</source>
   <translation>Beim Mauszeiger</translation>
  </message>
  <message>
   <source>With the window</source>
   <translation>Beim Fenster</translation>
  </message>
  <message>
   <source>Without one, calls and notes stay on this computer.</source>
   <translation>Ohne sie bleiben Anrufe und Notizen auf diesem Computer.</translation>
  </message>
  <message>
   <source>Zoom Contact Center</source>
   <translation>Zoom Contact Center</translation>
  </message>
  <message>
   <source>Zoom Phone</source>
   <translation>Zoom Phone</translation>
  </message>
  <message>
   <source>an address such as https://cti.example.com</source>
   <translation>eine Adresse wie https://cti.example.com</translation>
  </message>
  <message>
   <source>one line of text, at most 2000 characters</source>
   <translation>eine Zeile Text mit höchstens 2000 Zeichen</translation>
  </message>
 </context>
 <context>
  <name>SettingsPage</name>
  <message>
   <source>About</source>
   <translation>Über das Programm</translation>
  </message>
  <message>
   <source>CTI Desktop %1</source>
   <translation>CTI Desktop %1</translation>
  </message>
  <message>
   <source>Calls, notes and contacts of this computer are kept in</source>
   <translation>Anrufe, Notizen und Kontakte dieses Computers liegen in</translation>
  </message>
  <message>
   <source>No setting has these words.</source>
   <translation>Keine Einstellung enthält diese Wörter.</translation>
  </message>
  <message>
   <source>Search settings</source>
   <translation>Einstellungen durchsuchen</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
 </context>
 <context>
  <name>SheetWords</name>
  <message>
   <source>Agent</source>
   <translation>Agent</translation>
  </message>
  <message>
   <source>Answered</source>
   <translation>Angenommen</translation>
  </message>
  <message>
   <source>Answered elsewhere</source>
   <translation>Woanders angenommen</translation>
  </message>
  <message>
   <source>Blocked</source>
   <translation>Gesperrt</translation>
  </message>
  <message>
   <source>Busy</source>
   <translation>Besetzt</translation>
  </message>
  <message>
   <source>Call ID</source>
   <translation>Anruf-ID</translation>
  </message>
  <message>
   <source>Caller hung up</source>
   <translation>Anrufer hat aufgelegt</translation>
  </message>
  <message>
   <source>Calls</source>
   <translation>Anrufe</translation>
  </message>
  <message>
   <source>Cancelled</source>
   <translation>Abgebrochen</translation>
  </message>
  <message>
   <source>Declined</source>
   <translation>Abgelehnt</translation>
  </message>
  <message>
   <source>Direction</source>
   <translation>Richtung</translation>
  </message>
  <message>
   <source>Ended</source>
   <translation>Beendet</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>Fehlgeschlagen</translation>
  </message>
  <message>
   <source>Firm</source>
   <translation>Firma</translation>
  </message>
  <message>
   <source>Missed</source>
   <translation>Verpasst</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>No answer</source>
   <translation>Keine Antwort</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Notiz</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>Nummer</translation>
  </message>
  <message>
   <source>On hold (s)</source>
   <translation>Gehalten (s)</translation>
  </message>
  <message>
   <source>Outcome</source>
   <translation>Ergebnis</translation>
  </message>
  <message>
   <source>Overflowed</source>
   <translation>Überlauf</translation>
  </message>
  <message>
   <source>Parked</source>
   <translation>Geparkt</translation>
  </message>
  <message>
   <source>Rang (s)</source>
   <translation>Geklingelt (s)</translation>
  </message>
  <message>
   <source>Recording</source>
   <translation>Aufnahme</translation>
  </message>
  <message>
   <source>Result</source>
   <translation>Ausgang</translation>
  </message>
  <message>
   <source>Started</source>
   <translation>Beginn</translation>
  </message>
  <message>
   <source>State</source>
   <translation>Zustand</translation>
  </message>
  <message>
   <source>Tags</source>
   <translation>Schlagwörter</translation>
  </message>
  <message>
   <source>Talked (s)</source>
   <translation>Gesprochen (s)</translation>
  </message>
  <message>
   <source>Transferred</source>
   <translation>Weiterverbunden</translation>
  </message>
  <message>
   <source>Unknown</source>
   <translation>Unbekannt</translation>
  </message>
  <message>
   <source>Via</source>
   <translation>Über</translation>
  </message>
  <message>
   <source>Voicemail</source>
   <translation>Voicemail</translation>
  </message>
  <message>
   <source>yes</source>
   <translation>ja</translation>
  </message>
 </context>
 <context>
  <name>ShortcutsPage</name>
  <message>
   <source>Anywhere</source>
   <translation>Überall</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>Back (Esc)</source>
   <translation>Zurück (Esc)</translation>
  </message>
  <message>
   <source>Begin</source>
   <translation>Beginnen</translation>
  </message>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Call the next</source>
   <translation>Den Nächsten anrufen</translation>
  </message>
  <message>
   <source>Call through a list</source>
   <translation>Liste abtelefonieren</translation>
  </message>
  <message>
   <source>Calls</source>
   <translation>Anrufe</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Choose a line</source>
   <translation>Zeile wählen</translation>
  </message>
  <message>
   <source>Close what opened last</source>
   <translation>Zuletzt Geöffnetes schließen</translation>
  </message>
  <message>
   <source>Contacts</source>
   <translation>Kontakte</translation>
  </message>
  <message>
   <source>Continue in softphone</source>
   <translation>Weiter im Softphone</translation>
  </message>
  <message>
   <source>Copy message</source>
   <translation>Nachricht kopieren</translation>
  </message>
  <message>
   <source>Delete the chosen template</source>
   <translation>Den gewählten Textbaustein löschen</translation>
  </message>
  <message>
   <source>Dial a name or number</source>
   <translation>Namen oder Nummer wählen</translation>
  </message>
  <message>
   <source>Everything can be done without a mouse.</source>
   <translation>Alles geht auch ohne Maus.</translation>
  </message>
  <message>
   <source>Filter the calls</source>
   <translation>Die Anrufe filtern</translation>
  </message>
  <message>
   <source>Find people, calls and commands</source>
   <translation>Personen, Anrufe und Befehle suchen</translation>
  </message>
  <message>
   <source>Finish wrap-up</source>
   <translation>Nachbearbeitung abschließen</translation>
  </message>
  <message>
   <source>Go on to the next part of the window, or back</source>
   <translation>Zum nächsten Teil des Fensters oder zurück</translation>
  </message>
  <message>
   <source>Go to the first line, or the last</source>
   <translation>Zur ersten oder letzten Zeile gehen</translation>
  </message>
  <message>
   <source>In a call</source>
   <translation>Im Gespräch</translation>
  </message>
  <message>
   <source>In a list to call through</source>
   <translation>Beim Abtelefonieren einer Liste</translation>
  </message>
  <message>
   <source>In lists</source>
   <translation>In Listen</translation>
  </message>
  <message>
   <source>In messages</source>
   <translation>In Nachrichten</translation>
  </message>
  <message>
   <source>Insert a text template, in the note</source>
   <translation>In der Notiz: Textbaustein einfügen</translation>
  </message>
  <message>
   <source>Keyboard</source>
   <translation>Tastatur</translation>
  </message>
  <message>
   <source>Larger text</source>
   <translation>Größere Schrift</translation>
  </message>
  <message>
   <source>Messages</source>
   <translation>Nachrichten</translation>
  </message>
  <message>
   <source>Open it</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Phone</source>
   <translation>Telefon</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>Suchen</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Show the next call, or the one before</source>
   <translation>Nächsten oder vorigen Anruf anzeigen</translation>
  </message>
  <message>
   <source>Show this page</source>
   <translation>Diese Seite anzeigen</translation>
  </message>
  <message>
   <source>Show what can be done with it</source>
   <translation>Anzeigen, was damit möglich ist</translation>
  </message>
  <message>
   <source>Smaller text</source>
   <translation>Kleinere Schrift</translation>
  </message>
  <message>
   <source>Tasks</source>
   <translation>Aufgaben</translation>
  </message>
  <message>
   <source>Usual text size</source>
   <translation>Normale Schriftgröße</translation>
  </message>
  <message>
   <source>When asked before calling</source>
   <translation>Bei der Frage vor dem Anruf</translation>
  </message>
 </context>
 <context>
  <name>Skeleton</name>
  <message>
   <source>Loading</source>
   <translation>Wird geladen</translation>
  </message>
 </context>
 <context>
  <name>SnippetMenu</name>
  <message>
   <source>Delete forgets it</source>
   <translation>Entf löscht ihn</translation>
  </message>
  <message>
   <source>Keep this note as a template</source>
   <translation>Diese Notiz als Textbaustein speichern</translation>
  </message>
  <message>
   <source>Text templates</source>
   <translation>Textbausteine</translation>
  </message>
 </context>
 <context>
  <name>Softphone</name>
  <message>
   <source>The softphone's link was not opened: links of this kind (%1) are not safe here.</source>
   <translation>Der Link des Softphones wurde nicht geöffnet: Links dieser Art (%1) sind hier nicht sicher.</translation>
  </message>
  <message>
   <source>Zoom softphone</source>
   <translation>Zoom-Softphone</translation>
  </message>
 </context>
 <context>
  <name>SoftphoneCover</name>
  <message>
   <source>A call in it was cut: its sound was here.</source>
   <translation>Ein Gespräch darin wurde getrennt: Sein Ton lief hier.</translation>
  </message>
  <message>
   <source>Ask your Zoom administrator to approve this address for Smart Embed:</source>
   <translation>Bitten Sie Ihren Zoom-Administrator, diese Adresse für Smart Embed freizugeben:</translation>
  </message>
  <message>
   <source>Calls in the Zoom client go on.</source>
   <translation>Gespräche im Zoom-Client laufen weiter.</translation>
  </message>
  <message>
   <source>Check the network connection. The softphone tries again by itself.</source>
   <translation>Prüfen Sie die Netzwerkverbindung. Das Softphone versucht es von selbst noch einmal.</translation>
  </message>
  <message>
   <source>It starts again by itself. If it does not, reload.</source>
   <translation>Es startet von selbst neu. Wenn nicht, laden Sie es neu.</translation>
  </message>
  <message>
   <source>It stopped several times, so it does not start again by itself. Reload it.</source>
   <translation>Es ist mehrmals abgestürzt und startet nicht mehr von selbst. Laden Sie es neu.</translation>
  </message>
  <message>
   <source>Reload</source>
   <translation>Neu laden</translation>
  </message>
  <message>
   <source>Reload the softphone</source>
   <translation>Softphone neu laden</translation>
  </message>
  <message>
   <source>Softphone is starting</source>
   <translation>Softphone startet</translation>
  </message>
  <message>
   <source>The softphone is still on its way. Check the network connection, or reload.</source>
   <translation>Das Softphone wird noch geladen. Prüfen Sie die Netzwerkverbindung oder laden Sie neu.</translation>
  </message>
  <message>
   <source>The softphone stopped</source>
   <translation>Das Softphone ist abgestürzt</translation>
  </message>
  <message>
   <source>Zoom cannot be reached</source>
   <translation>Zoom ist nicht erreichbar</translation>
  </message>
  <message>
   <source>Zoom does not answer yet</source>
   <translation>Zoom antwortet noch nicht</translation>
  </message>
  <message>
   <source>Zoom does not know this program yet</source>
   <translation>Zoom kennt dieses Programm noch nicht</translation>
  </message>
 </context>
 <context>
  <name>SoundLoad</name>
  <message>
   <source>This sound cannot be played here: it is too long or incomplete.</source>
   <translation>Dieser Ton lässt sich hier nicht abspielen: Er ist zu lang oder unvollständig.</translation>
  </message>
 </context>
 <context>
  <name>StatusBar</name>
  <message>
   <source>%1 calls need an outcome</source>
   <translation>%1 Anrufe brauchen ein Ergebnis</translation>
  </message>
  <message>
   <source>%1 changes waiting</source>
   <translation>%1 Änderungen warten</translation>
  </message>
  <message>
   <source>1 call needs an outcome</source>
   <translation>1 Anruf braucht ein Ergebnis</translation>
  </message>
  <message>
   <source>1 change waiting</source>
   <translation>1 Änderung wartet</translation>
  </message>
  <message>
   <source>Companion away</source>
   <translation>Companion nicht erreichbar</translation>
  </message>
  <message>
   <source>Companion in step</source>
   <translation>Companion abgeglichen</translation>
  </message>
  <message>
   <source>Connecting</source>
   <translation>Verbindet</translation>
  </message>
  <message>
   <source>Dialling</source>
   <translation>Wählt</translation>
  </message>
  <message>
   <source>No companion</source>
   <translation>Kein Companion</translation>
  </message>
  <message>
   <source>No device</source>
   <translation>Kein Gerät</translation>
  </message>
  <message>
   <source>No network</source>
   <translation>Kein Netzwerk</translation>
  </message>
  <message>
   <source>Not signed in to Zoom</source>
   <translation>Nicht bei Zoom angemeldet</translation>
  </message>
  <message>
   <source>Nothing rang</source>
   <translation>Es hat nicht geklingelt</translation>
  </message>
  <message>
   <source>Reload</source>
   <translation>Neu laden</translation>
  </message>
  <message>
   <source>Reload the softphone</source>
   <translation>Softphone neu laden</translation>
  </message>
  <message>
   <source>Show them</source>
   <translation>Anzeigen</translation>
  </message>
  <message>
   <source>Signed out</source>
   <translation>Abgemeldet</translation>
  </message>
  <message>
   <source>Softphone stopped</source>
   <translation>Softphone abgestürzt</translation>
  </message>
  <message>
   <source>Status</source>
   <translation>Status</translation>
  </message>
  <message>
   <source>They are saved on this computer and go to the companion when it is there.</source>
   <translation>Sie sind auf diesem Computer gespeichert und werden gesendet, sobald der Companion erreichbar ist.</translation>
  </message>
  <message>
   <source>This computer has no keyring, so you stay signed in for this run only.</source>
   <translation>Dieser Computer hat keinen Schlüsselbund, Sie bleiben daher nur bis zum Beenden angemeldet.</translation>
  </message>
  <message>
   <source>Zoom cannot be reached</source>
   <translation>Zoom ist nicht erreichbar</translation>
  </message>
  <message>
   <source>Zoom does not answer</source>
   <translation>Zoom antwortet nicht</translation>
  </message>
  <message>
   <source>Zoom is starting</source>
   <translation>Zoom startet</translation>
  </message>
  <message>
   <source>Zoom ready</source>
   <translation>Zoom bereit</translation>
  </message>
  <message>
   <source>Zoom refused this address</source>
   <translation>Zoom lehnt diese Adresse ab</translation>
  </message>
 </context>
 <context>
  <name>TagField</name>
  <message>
   <source>Add a tag</source>
   <translation>Neues Schlagwort</translation>
  </message>
  <message>
   <source>Remove tag: %1</source>
   <translation>Schlagwort entfernen: %1</translation>
  </message>
  <message>
   <source>Tags</source>
   <translation>Schlagwörter</translation>
  </message>
 </context>
 <context>
  <name>TasksPage</name>
  <message>
   <source>%1</source>
   <translation>%1</translation>
  </message>
  <message>
   <source>%1 things wait for you</source>
   <translation>%1 Aufgaben warten auf Sie</translation>
  </message>
  <message>
   <source>1 thing waits for you</source>
   <translation>1 Aufgabe wartet auf Sie</translation>
  </message>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Call %1</source>
   <translation>%1 anrufen</translation>
  </message>
  <message>
   <source>Call back later</source>
   <translation>Später zurückrufen</translation>
  </message>
  <message>
   <source>Call back now</source>
   <translation>Jetzt zurückrufen</translation>
  </message>
  <message>
   <source>Call-backs, missed calls and calls without an outcome are listed here.</source>
   <translation>Hier stehen Rückrufe, verpasste Anrufe und Anrufe ohne Ergebnis.</translation>
  </message>
  <message>
   <source>Calls without an outcome</source>
   <translation>Anrufe ohne Ergebnis</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Erledigt</translation>
  </message>
  <message>
   <source>Done with %1</source>
   <translation>%1 erledigt</translation>
  </message>
  <message>
   <source>Due %1</source>
   <translation>Fällig %1</translation>
  </message>
  <message>
   <source>In an hour</source>
   <translation>In einer Stunde</translation>
  </message>
  <message>
   <source>Missed calls</source>
   <translation>Verpasste Anrufe</translation>
  </message>
  <message>
   <source>More for %1</source>
   <translation>Mehr zu %1</translation>
  </message>
  <message>
   <source>Nothing to do</source>
   <translation>Nichts zu tun</translation>
  </message>
  <message>
   <source>Nothing waits for you now</source>
   <translation>Gerade wartet nichts auf Sie</translation>
  </message>
  <message>
   <source>Put off: %1</source>
   <translation>Verschieben: %1</translation>
  </message>
  <message>
   <source>Show the call</source>
   <translation>Anruf anzeigen</translation>
  </message>
  <message>
   <source>Tasks</source>
   <translation>Aufgaben</translation>
  </message>
  <message>
   <source>This call showed no number that can be dialled</source>
   <translation>Dieser Anruf zeigte keine wählbare Nummer</translation>
  </message>
 </context>
 <context>
  <name>TemplateControl</name>
  <message>
   <source>For example %1</source>
   <translation>Zum Beispiel %1</translation>
  </message>
  <message>
   <source>This is no address that can be opened yet.</source>
   <translation>Das ist noch keine Adresse, die sich öffnen lässt.</translation>
  </message>
 </context>
 <context>
  <name>Texts</name>
  <message>
   <source>%1 attachments</source>
   <translation>%1 Anhänge</translation>
  </message>
  <message>
   <source>%1 new</source>
   <translation>%1 neu</translation>
  </message>
  <message>
   <source>1 attachment</source>
   <translation>1 Anhang</translation>
  </message>
  <message>
   <source>1 new</source>
   <translation>1 neu</translation>
  </message>
  <message>
   <source>Attachment</source>
   <translation>Anhang</translation>
  </message>
  <message>
   <source>Delivered</source>
   <translation>Zugestellt</translation>
  </message>
  <message>
   <source>Not delivered</source>
   <translation>Nicht zugestellt</translation>
  </message>
  <message>
   <source>Open attachment</source>
   <translation>Anhang öffnen</translation>
  </message>
  <message>
   <source>Open attachment %1</source>
   <translation>Anhang %1 öffnen</translation>
  </message>
  <message>
   <source>Sending</source>
   <translation>Wird gesendet</translation>
  </message>
  <message>
   <source>Sent</source>
   <translation>Gesendet</translation>
  </message>
  <message>
   <source>You</source>
   <translation>Sie</translation>
  </message>
  <message>
   <source>You: %1</source>
   <translation>Sie: %1</translation>
  </message>
  <message>
   <source>wants no messages</source>
   <translation>möchte keine Nachrichten</translation>
  </message>
 </context>
 <context>
  <name>TextsInWindow</name>
  <message>
   <source>Message from %1</source>
   <translation>Nachricht von %1</translation>
  </message>
  <message>
   <source>Show</source>
   <translation>Anzeigen</translation>
  </message>
 </context>
 <context>
  <name>ThreadHead</name>
  <message>
   <source>Call</source>
   <translation>Anrufen</translation>
  </message>
  <message>
   <source>Call %1</source>
   <translation>%1 anrufen</translation>
  </message>
  <message>
   <source>Close (Esc)</source>
   <translation>Schließen (Esc)</translation>
  </message>
 </context>
 <context>
  <name>ThreadPanel</name>
  <message>
   <source>%1 asked for no more messages. Do not write to this number.</source>
   <translation>%1 möchte keine Nachrichten mehr. Schreiben Sie nicht an diese Nummer.</translation>
  </message>
  <message>
   <source>Answer in the Contact Center softphone.</source>
   <translation>Antworten Sie im Contact-Center-Softphone.</translation>
  </message>
  <message>
   <source>Answer several people at once in the softphone.</source>
   <translation>Antworten Sie mehreren Personen zugleich im Softphone.</translation>
  </message>
  <message>
   <source>Call instead, or wait until they opt in again.</source>
   <translation>Rufen Sie stattdessen an oder warten Sie, bis wieder eine Zustimmung vorliegt.</translation>
  </message>
  <message>
   <source>Copy message</source>
   <translation>Nachricht kopieren</translation>
  </message>
  <message>
   <source>Messages</source>
   <translation>Nachrichten</translation>
  </message>
  <message>
   <source>No messages yet</source>
   <translation>Noch keine Nachrichten</translation>
  </message>
  <message>
   <source>The messages could not be read</source>
   <translation>Die Nachrichten konnten nicht gelesen werden</translation>
  </message>
  <message>
   <source>This attachment was not opened: its address is not secure.</source>
   <translation>Dieser Anhang wurde nicht geöffnet: Seine Adresse ist nicht sicher.</translation>
  </message>
  <message>
   <source>What you write to this number will stand here.</source>
   <translation>Hier steht dann, was Sie an diese Nummer schreiben.</translation>
  </message>
 </context>
 <context>
  <name>Timeline</name>
  <message>
   <source>%1 more</source>
   <translation>%1 weitere</translation>
  </message>
  <message>
   <source>%1: %2 (%3)</source>
   <translation>%1: %2 (%3)</translation>
  </message>
 </context>
 <context>
  <name>Toast</name>
  <message>
   <source>Mute</source>
   <translation>Stummschalten</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>not in your contacts</source>
   <translation>nicht in Ihren Kontakten</translation>
  </message>
  <message>
   <source>several contacts have this number</source>
   <translation>mehrere Kontakte haben diese Nummer</translation>
  </message>
  <message>
   <source>via %1</source>
   <translation>über %1</translation>
  </message>
 </context>
 <context>
  <name>Tray</name>
  <message>
   <source>%1 missed calls</source>
   <translation>%1 verpasste Anrufe</translation>
  </message>
  <message>
   <source>1 missed call</source>
   <translation>1 verpasster Anruf</translation>
  </message>
  <message>
   <source>Dial a number</source>
   <translation>Nummer wählen</translation>
  </message>
  <message>
   <source>Do not disturb</source>
   <translation>Nicht stören</translation>
  </message>
  <message>
   <source>In a call</source>
   <translation>Im Gespräch</translation>
  </message>
  <message>
   <source>Keep running when the window is closed</source>
   <translation>Nach dem Schließen weiterlaufen</translation>
  </message>
  <message>
   <source>Mute this call</source>
   <translation>Diesen Anruf stummschalten</translation>
  </message>
  <message>
   <source>Open CTI Desktop</source>
   <translation>CTI Desktop öffnen</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <source>Ringing</source>
   <translation>Klingelt</translation>
  </message>
 </context>
 <context>
  <name>TroubleNotice</name>
  <message>
   <source>Reload</source>
   <translation>Neu laden</translation>
  </message>
 </context>
 <context>
  <name>WaitingCall</name>
  <message>
   <source>Call back</source>
   <translation>Zurückrufen</translation>
  </message>
  <message>
   <source>Call back %1</source>
   <translation>%1 zurückrufen</translation>
  </message>
  <message>
   <source>Set outcome</source>
   <translation>Ergebnis wählen</translation>
  </message>
  <message>
   <source>Set the outcome of %1</source>
   <translation>Ergebnis für %1 wählen</translation>
  </message>
  <message>
   <source>This call showed no number that can be dialled</source>
   <translation>Dieser Anruf zeigte keine wählbare Nummer</translation>
  </message>
 </context>
 <context>
  <name>WaitingRows</name>
  <message>
   <source>Call %1 back: %2. Another time can be set in the call.</source>
   <translation>%1 zurückrufen: %2. Eine andere Zeit lässt sich im Anruf wählen.</translation>
  </message>
 </context>
 <context>
  <name>WhoIsIt</name>
  <message>
   <source>Who is it?</source>
   <translation>Wer ist es?</translation>
  </message>
 </context>
 <context>
  <name>Words</name>
  <message>
   <source>%1 h ago</source>
   <translation>vor %1 Std.</translation>
  </message>
  <message>
   <source>%1 min ago</source>
   <translation>vor %1 Min.</translation>
  </message>
  <message>
   <source>%1 minutes</source>
   <translation>%1 Minuten</translation>
  </message>
  <message>
   <source>%1 seconds</source>
   <translation>%1 Sekunden</translation>
  </message>
  <message>
   <source>1 minute</source>
   <translation>1 Minute</translation>
  </message>
  <message>
   <source>1 second</source>
   <translation>1 Sekunde</translation>
  </message>
  <message>
   <source>Answered elsewhere</source>
   <translation>Woanders angenommen</translation>
  </message>
  <message>
   <source>Blocked</source>
   <translation>Gesperrt</translation>
  </message>
  <message>
   <source>Busy</source>
   <translation>Besetzt</translation>
  </message>
  <message>
   <source>Call</source>
   <translation>Anruf</translation>
  </message>
  <message>
   <source>Caller hung up</source>
   <translation>Anrufer hat aufgelegt</translation>
  </message>
  <message>
   <source>Calling</source>
   <translation>Wird angerufen</translation>
  </message>
  <message>
   <source>Cancelled</source>
   <translation>Abgebrochen</translation>
  </message>
  <message>
   <source>Connected</source>
   <translation>Verbunden</translation>
  </message>
  <message>
   <source>Date unknown</source>
   <translation>Datum unbekannt</translation>
  </message>
  <message>
   <source>Declined</source>
   <translation>Abgelehnt</translation>
  </message>
  <message>
   <source>Ended</source>
   <translation>Beendet</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>Fehlgeschlagen</translation>
  </message>
  <message>
   <source>Incoming call</source>
   <translation>Eingehender Anruf</translation>
  </message>
  <message>
   <source>Internal call</source>
   <translation>Interner Anruf</translation>
  </message>
  <message>
   <source>Missed</source>
   <translation>Verpasst</translation>
  </message>
  <message>
   <source>No answer</source>
   <translation>Keine Antwort</translation>
  </message>
  <message>
   <source>On hold</source>
   <translation>Gehalten</translation>
  </message>
  <message>
   <source>Outgoing call</source>
   <translation>Ausgehender Anruf</translation>
  </message>
  <message>
   <source>Ringing</source>
   <translation>Klingelt</translation>
  </message>
  <message>
   <source>Today</source>
   <translation>Heute</translation>
  </message>
  <message>
   <source>Tomorrow</source>
   <translation>Morgen</translation>
  </message>
  <message>
   <source>Voicemail</source>
   <translation>Voicemail</translation>
  </message>
  <message>
   <source>Yesterday</source>
   <translation>Gestern</translation>
  </message>
  <message>
   <source>just now</source>
   <translation>gerade eben</translation>
  </message>
 </context>
</TS>
