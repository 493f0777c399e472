using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins;

/// <summary>OpenSession and CloseSession (section 8).</summary>
internal static class Sessions
{
    public static void Open(NaiveState s, in Command c)
    {
        var reason =
            c.Owner.Value < 1 ? RejectReason.UnknownOwner
            : c.Session.Value < 1 || c.Session.Value <= s.LastSession ? RejectReason.SessionAlreadyOpen
            : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            s.Report.Refused(c, reason);
            return;
        }

        s.LastSession = c.Session.Value;
        s.Sessions.Add(new NaiveSession(c.Session, c.Owner, c.CancelOnDisconnect));
        s.Report.Write(new ExchangeEvent { Kind = EventKind.SessionOpened, Owner = c.Owner, Session = c.Session, ClientOrderId = c.Text });
    }

    public static void Close(NaiveState s, in Command c)
    {
        var (number, owner) = (c.Session, c.Owner);
        var session = s.Sessions.Find(x => x.Id == number);
        if (session is null || (owner.Value != 0 && session.Owner != owner))
        {
            s.Report.Refused(c, RejectReason.UnknownSession);
            return;
        }

        s.Sessions.Remove(session);
        s.Guards.StoppedSessions.Remove(session.Id);
        var canceled = session.CancelOnDisconnect ? s.CancelAll(o => o.Session == session.Id, CancelReason.Disconnected) : 0;
        s.Report.Write(new ExchangeEvent { Kind = EventKind.SessionClosed, Owner = session.Owner, Session = session.Id, Quantity = new Quantity(canceled) });
    }
}
