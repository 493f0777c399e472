namespace Rialto.Gateways.Fix.Session;

/// <summary>Where a session stands.</summary>
internal enum FixState : byte
{
    /// <summary>No connection.</summary>
    Offline = 0,

    /// <summary>Connected; the Logon is expected.</summary>
    Connected = 1,

    /// <summary>Logged on.</summary>
    Online = 2,

    /// <summary>A Logout was sent first; the client's is awaited.</summary>
    LoggingOut = 3,

    /// <summary>The client's Logout was answered; it shall hang up.</summary>
    LoggedOut = 4,

    /// <summary>The connection is being closed.</summary>
    Closing = 5,
}
