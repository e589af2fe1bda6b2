"""The law of triage (繁简分流): when a case may take the fast track or the simplified procedure; pure."""
