using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue.Algos;
using Rialto.Venue.Baskets;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue;

/// <summary>MassCancel, OpenSession and CloseSession (matching.md, section 8), and cancelling all of a book.</summary>
internal sealed class MassCancels<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private const MassCancelScope AllScopes = MassCancelScope.OneSide | MassCancelScope.OneSession | MassCancelScope.AllOwners;

    private readonly Market<TSink> _market = market;
    private readonly OrderTable _orders = market.Orders;
    private readonly OrderSelection _selection = new(market.Orders);
    private readonly AlgoEnds<TSink> _algos = new(market);
    private readonly BasketEnds<TSink> _baskets = new(market);

    /// <summary>Instruments whose limit state is to be looked at because of orders that were cancelled.</summary>
    public List<Book> Touched { get; } = [];

    public void MassCancel(in Command c)
    {
        var reason = Check(c);
        if (reason != RejectReason.None)
        {
            _market.Report.Refused(c, reason);
            return;
        }

        // A session's orders are all its owner's, so one session of all owners is that owner's.
        var owner = Has(c.Scope, MassCancelScope.OneSession) && _market.Sessions.TryGet(c.Session.Value, out var session) ? session.Owner : c.Owner.Value;
        var count = owner == 0 ? CancelAllOwners(c) : CancelOwner(c, owner);
        _algos.EndMany(c);
        _baskets.EndMany(c);
        ref var e = ref _market.Report.Begin(EventKind.MassCanceled);
        e.Side = c.Side;
        e.Instrument = c.Instrument;
        e.Owner = c.Owner;
        e.Session = c.Session;
        e.Quantity = new Quantity(count);
    }

    public void OpenSession(in Command c)
    {
        var reason =
            c.Owner.Value < 1 ? RejectReason.UnknownOwner
            : c.Session.Value < 1 || c.Session.Value <= _market.Sessions.LastNumber ? RejectReason.SessionAlreadyOpen
            : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _market.Report.Refused(c, reason);
            return;
        }

        _market.Sessions.Add(c.Session.Value, new Session(c.Owner.Value, c.CancelOnDisconnect));
        ref var e = ref _market.Report.Begin(EventKind.SessionOpened);
        e.Owner = c.Owner;
        e.Session = c.Session;
        e.ClientOrderId = c.Text;
    }

    public void CloseSession(in Command c)
    {
        var number = c.Session.Value;
        if (!_market.Sessions.TryGet(number, out var session) || (c.Owner.Value != 0 && c.Owner.Value != session.Owner))
        {
            _market.Report.Refused(c, RejectReason.UnknownSession);
            return;
        }

        _market.Sessions.Remove(number);
        _market.Kills.Turn(KillScope.Session, number, isOn: false);
        var count = 0;
        if (session.CancelOnDisconnect)
        {
            _selection.Clear();
            foreach (var slot in _orders.OfOwner(session.Owner))
                if (_orders.Identity(slot).Session == number)
                    _selection.Add(slot);
            count = CancelSelected(CancelReason.Disconnected);
        }

        ref var e = ref _market.Report.Begin(EventKind.SessionClosed);
        e.Owner = new OwnerId(session.Owner);
        e.Session = c.Session;
        e.Quantity = new Quantity(count);
    }

    /// <summary>Cancels what a kill switch covers, in ascending order id, and ends the algo orders.</summary>
    /// <returns>How many orders.</returns>
    public int CancelKilled(in KillSwitch kill)
    {
        _selection.Clear();
        switch (kill.Scope)
        {
            case KillScope.Account:
                foreach (var slot in _orders.OfOwner(kill.Account.Value))
                    _selection.Add(slot);
                break;
            case KillScope.Session when _market.Sessions.TryGet(kill.Session.Value, out var session):
                foreach (var slot in _orders.OfOwner(session.Owner))
                    if (_orders.Identity(slot).Session == kill.Session.Value)
                        _selection.Add(slot);
                break;
            default:
                foreach (var book in _market.Books)
                {
                    if (kill.Scope == KillScope.Instrument && book.Id != kill.Instrument.Value)
                        continue;
                    _selection.AddAll(book, Side.Buy);
                    _selection.AddAll(book, Side.Sell);
                }

                break;
        }

        var count = CancelSelected(CancelReason.KillSwitch);
        _algos.EndMany(kill);
        _baskets.EndMany(kill);
        return count;
    }

    /// <summary>Cancels the orders of a pocket's contracts, or only those that may lose against the mark, in ascending order id (margin.md, sections 7 and 8).</summary>
    public void CancelForLiquidation(int account, int pocket, bool onlyLosing)
    {
        _selection.Clear();
        foreach (var slot in _orders.OfOwner(account))
        {
            ref var order = ref _orders[slot];
            if (_market.BookOf(order).Contract is not { } contract || _market.Positions[_orders.Cover(slot).Balance].Pocket != pocket)
                continue;
            if (!onlyLosing || contract.LossDistance(order.Side, order.Price) > 0)
                _selection.Add(slot);
        }

        CancelSelected(CancelReason.Liquidation);
    }

    /// <summary>Cancels every order of some owners, in ascending order id, and ends their algo orders.</summary>
    /// <returns>How many orders.</returns>
    public int CancelOwners(HashSet<int> owners, CancelReason reason)
    {
        _selection.Clear();
        foreach (var owner in owners)
            foreach (var slot in _orders.OfOwner(owner))
                _selection.Add(slot);
        var count = CancelSelected(reason);
        _algos.EndMany(owners, reason);
        _baskets.EndMany(owners, reason);
        return count;
    }

    /// <summary>Cancels every order of a book, in ascending order id.</summary>
    public void CancelAll(Book book, CancelReason reason)
    {
        _selection.Clear();
        _selection.AddAll(book, Side.Buy);
        _selection.AddAll(book, Side.Sell);
        CancelSelected(reason);
    }

    /// <summary>Cancels a book's DAY orders, in ascending order id.</summary>
    public void CancelDayOrders(Book book)
    {
        _selection.Clear();
        foreach (var item in book.Expiries.Items)
            if (_orders.Identity(item.Slot).Terms.TimeInForce == TimeInForce.Day)
                _selection.Add(item.Slot);
        CancelSelected(CancelReason.DayEnded);
    }

    private static bool Has(MassCancelScope scope, MassCancelScope bit) => (scope & bit) != 0;

    private RejectReason Check(in Command c)
    {
        var all = Has(c.Scope, MassCancelScope.AllOwners);
        if (all ? c.Owner.Value != 0 : c.Owner.Value < 1)
            return RejectReason.UnknownOwner;
        if ((c.Scope & ~AllScopes) != 0)
            return RejectReason.UnknownTerms;
        if (Has(c.Scope, MassCancelScope.OneSide) && c.Side > Side.Sell)
            return RejectReason.UnknownSide;
        if (c.Instrument != InstrumentId.None && _market.Find(c.Instrument.Value) is null)
            return RejectReason.UnknownInstrument;
        if (!Has(c.Scope, MassCancelScope.OneSession))
            return RejectReason.None;
        var isKnown = all ? _market.Sessions.TryGet(c.Session.Value, out _) : _market.Sessions.IsOpen(c.Session.Value, c.Owner.Value);
        return isKnown ? RejectReason.None : RejectReason.UnknownSession;
    }

    private int CancelOwner(in Command c, int owner)
    {
        _selection.Clear();
        foreach (var slot in _orders.OfOwner(owner))
        {
            ref var order = ref _orders[slot];
            var matches = (c.Instrument == InstrumentId.None || order.Instrument == c.Instrument.Value)
                && (!Has(c.Scope, MassCancelScope.OneSide) || order.Side == c.Side)
                && (!Has(c.Scope, MassCancelScope.OneSession) || _orders.Identity(slot).Session == c.Session.Value);
            if (matches)
                _selection.Add(slot);
        }

        return CancelSelected(CancelReason.MassCancel);
    }

    private int CancelAllOwners(in Command c)
    {
        _selection.Clear();
        foreach (var book in _market.Books)
        {
            if (c.Instrument != InstrumentId.None && book.Id != c.Instrument.Value)
                continue;
            if (!Has(c.Scope, MassCancelScope.OneSide) || c.Side == Side.Buy)
                _selection.AddAll(book, Side.Buy);
            if (!Has(c.Scope, MassCancelScope.OneSide) || c.Side == Side.Sell)
                _selection.AddAll(book, Side.Sell);
        }

        return CancelSelected(CancelReason.MassCancel);
    }

    private int CancelSelected(CancelReason reason)
    {
        _selection.Sort();
        var mayTouch = reason is CancelReason.MassCancel or CancelReason.Disconnected or CancelReason.KillSwitch or CancelReason.Liquidation or CancelReason.VerificationChanged;
        foreach (var slot in _selection.Slots)
        {
            var book = _market.BookOf(_orders[slot]);
            _market.Cancel(book, slot, reason);
            if (mayTouch && book.Guard is { Rules.LimitStateMs: not 0 } && !Touched.Contains(book))
                Touched.Add(book);
        }

        return _selection.Slots.Length;
    }
}
