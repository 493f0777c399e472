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

    /// <summary>Numbers, stores and sends an application message, in the order of the calls; never waits for the client.</summary>
    /// <param name="body">MsgType and body; usable again afterwards.</param>
    /// <param name="flush">False: it goes out with the next <see cref="Flush"/>, which must follow soon.</param>
    /// <param name="keep">False for what is of no use later, market data: a resend fills its place with a gap, and it is dropped while the client is away.</param>
    /// <returns>False where it could not be stored: it was not sent, has no number, and the session is being ended.</returns>
    public bool Send(FixWriter body, bool flush = true, bool keep = true)
    {
        var isSent = outlet.Send(body, keep);
        if (flush)
            outlet.Flush(here: true);
        return isSent;
    }

    /// <summary>Sends what has gathered.</summary>
    /// <param name="here">True: it is written on this thread. False: on the pool, for threads that have many to serve.</param>
    public void Flush(bool here) => outlet.Flush(here);

    /// <summary>Says goodbye, with a reason for Text, and ends the connection.</summary>
    public void LogOut(string text) => outlet.LogOut(text);
}
