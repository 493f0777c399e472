namespace Rialto.Gateways.Fix.Session;

/// <summary>What a session made of a message.</summary>
internal enum FixReceipt : byte
{
    /// <summary>It was the session's own affair.</summary>
    Handled = 0,

    /// <summary>The client is logged on from now on.</summary>
    LoggedOn = 1,

    /// <summary>It is the application's.</summary>
    Deliver = 2,
}
