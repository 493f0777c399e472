using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// What the application layer does with one FIX session: made at its first logon, or at the start for those that were here before, and there until the process ends, through any number of connections. The calls come one at
/// a time, in their order, never under a lock; the connection reads on when a call has completed.
/// </summary>
internal interface IFixApplication
{
    /// <summary>The process has begun, and the client was here before it: what the journal holds for it that it was not told comes now. Before the first event.</summary>
    /// <param name="link">The session; its exchange session is of before, its client away.</param>
    void OnRecalled(FixLink link);

    /// <summary>The client is logged on: its Logon is answered, its exchange session open.</summary>
    ValueTask OnLogonAsync(FixLink link);

    /// <summary>
    /// An application message, each sequence number once, checked by the dictionary. PossDupFlag and PossResend, where there, are left to the application, as is the age of a message that was
    /// sent again (OrigSendingTime).
    /// </summary>
    /// <param name="link">The session.</param>
    /// <param name="message">Valid until the call completes.</param>
    ValueTask OnMessageAsync(FixLink link, FixMessage message);

    /// <summary>A resend has ended, in which <see cref="FixLink.TryTell"/> dropped what there was.</summary>
    void OnResent(FixLink link);

    /// <summary>Everything received together was passed on: whatever was entered into the exchange is taken up now.</summary>
    void OnBatchEnd(FixLink link);

    /// <summary>The connection has ended, and its exchange session with it. What is sent from now on waits for the next one.</summary>
    ValueTask OnLogoutAsync(FixLink link);
}
