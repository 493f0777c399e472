namespace Rialto.Gateways.Fix.Session;

/// <summary>Why a connection ends.</summary>
internal enum FixEnd : byte
{
    /// <summary>It does not, or the client hung up.</summary>
    None = 0,

    /// <summary>Both sides have said goodbye.</summary>
    LoggedOut = 1,

    /// <summary>The client did not answer our Logout, or did not hang up after its own.</summary>
    LogoutTimeout = 2,

    /// <summary>Nothing came, and nothing after a TestRequest.</summary>
    Silent = 3,

    /// <summary>The Logon was refused.</summary>
    LogonRefused = 4,

    /// <summary>No Logon came in time, or something else came first.</summary>
    LogonExpected = 5,

    /// <summary>A message that ends a session: wrong BeginString, CompID, SendingTime, a number too low or none.</summary>
    BrokenRules = 6,

    /// <summary>More messages, or more garbage, than is borne with.</summary>
    Flood = 7,

    /// <summary>What was missing was asked for and did not come.</summary>
    GapNotFilled = 8,

    /// <summary>The exchange or an operator wanted it so.</summary>
    Ours = 9,

    /// <summary>The store takes no more messages.</summary>
    StoreFailed = 10,

    /// <summary>The client reads too slowly.</summary>
    SlowReader = 11,
}
