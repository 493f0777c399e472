using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Session;

/// <summary>
/// One client's FIX session as the application sees it. Lives as long as the process: through disconnections, in which what is sent is numbered and stored, so that the client fetches it with a
/// ResendRequest when it is back. Any thread may send.
/// </summary>
internal sealed class FixLink(IFixOutlet outlet)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Whose session it is, as of the last logon.</summary>
    public required ApiKey Key { get; set; }

    /// <summary>The exchange's session of the present connection; that of the last one while there is none.</summary>
    public SessionId Session { get; set; }

    /// <summary>The client's SenderCompID, and our TargetCompID to it: the key's id.</summary>
    public string SenderCompId => Key.Id;

    /// <summary>Of which orders it wants to hear (DropCopyFlag of its logon).</summary>
    public FixCopies Copies { get; set; }

    /// <summary>Its orders go with the connection (CancelOrdersOnDisconnect of its logon).</summary>
    public bool CancelOnDisconnect { get; set; }

    /// <summary>The client's address and port.</summary>
    public string RemoteAddress { get; set; } = string.Empty;

    /// <summary>True while the client is logged on.</summary>
    public bool IsOnline => outlet.IsOnline;

    /// <summary>How far the client has been told of events, on disk. It may be set ahead where all up to there is none of his, or has been told.</summary>
    public FixCause Told
    {
        get => outlet.Told;
        set => outlet.Told = value;
    }

    /// <summary>Numbers, stores and sends an application message, in the order of the calls; never waits for the client.</summary>
    /// <param name="body">MsgType and body; usable again afterwards.</param>
    /// <param name="flush">False: it goes out with the next <see cref="Flush"/>, which must follow soon.</param>
    /// <param name="cause">What it tells of, where an event is the cause; stored with it.</param>
    /// <returns>False where it could not be stored: it was not sent, has no number, and the session is being ended. The client hears at its next logon that something is missing.</returns>
    public bool Send(FixWriter body, bool flush = true, FixCause cause = default)
    {
        var isSent = outlet.Send(body, cause);
        if (flush)
            outlet.Flush(here: true);
        return isSent;
    }

    /// <summary>Numbers and sends what is of no use later: market data, and answers that can be asked for again. Not stored, a resend fills its place with a gap. It goes out with the next <see cref="Flush"/>.</summary>
    /// <returns>False where it was dropped: the client is away, or a resend runs, whose end <see cref="IFixApplication.OnResent"/> tells.</returns>
    public bool TryTell(FixWriter body) => outlet.TryTell(body);

    /// <summary>Reports are missing that nobody has: the client hears of it at its next logon.</summary>
    public void TellMissing() => outlet.TellMissing();

    /// <summary>Waits until the client has read most of what waits for it: before each piece of a long answer. False where it is away.</summary>
    public async ValueTask<bool> WaitForRoomAsync()
    {
        while (outlet.IsCrowded && outlet.IsOnline)
        {
            outlet.Flush(here: true);
            await Task.Delay(Pause).ConfigureAwait(false);
        }

        return outlet.IsOnline;
    }

    /// <summary>Sends what has gathered.</summary>
    /// <param name="here">True: it is written on this thread. False: on the pool, for threads that have many to serve.</param>
    public void Flush(bool here) => outlet.Flush(here);

    /// <summary>Says goodbye, with a reason for Text, and ends the connection.</summary>
    public void LogOut(string text) => outlet.LogOut(text);
}
