using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// What the application layer does with one FIX session: made at its first logon, and there until the process ends, through any number of connections. The three calls come one at a time, in their order,
/// never under a lock; the connection reads on when a call has completed.
/// </summary>
internal interface IFixApplication
{
    /// <summary>The client is logged on: its Logon is answered, its exchange session open.</summary>
    ValueTask OnLogonAsync(FixLink link);

    /// <summary>
    /// An application message, each sequence number once, checked by the dictionary. PossDupFlag and PossResend, where there, are left to the application, as is the age of a message that was
    /// sent again (OrigSendingTime).
    /// </summary>
    /// <param name="link">The session.</param>
    /// <param name="message">Valid during this call only.</param>
    void OnMessage(FixLink link, FixMessage message);

    /// <summary>Everything received together was passed on: whatever was entered into the exchange is taken up now.</summary>
    void OnBatchEnd(FixLink link);

    /// <summary>The connection has ended, and its exchange session with it. What is sent from now on waits for the next one.</summary>
    ValueTask OnLogoutAsync(FixLink link);
}
