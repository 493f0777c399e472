using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Algos;

/// <summary>Algo orders end, one or many (algos.md, sections 1 and 6).</summary>
internal sealed class AlgoEnds<TSink>(Market<TSink> market)
    where TSink : struct, IEventSink
{
    private readonly Market<TSink> _market = market;
    private readonly AlgoRegistry _algos = market.Algos;

    /// <summary>It is no longer live. It must have no live child.</summary>
    public void End(AlgoOrder algo, CancelReason reason)
    {
        _algos.Disown(algo);
        _algos.Live.Remove(algo);
        algo.State = AlgoState.Ended;
        _algos.Touch(algo);
        ref var e = ref Begin(EventKind.AlgoStateChanged, algo);
        e.Terms = new OrderTerms((ushort)AlgoState.Ended);
        e.Reason = (ushort)reason;
        e.Quantity = new Quantity(algo.Filled);
    }

    /// <summary>A mass cancel has cancelled the orders of its scope; the algo orders follow.</summary>
    public void EndMany(in Command massCancel)
    {
        if (_algos.Live.Count == 0 || (massCancel.Scope & MassCancelScope.OneSession) != 0)
            return;
        foreach (var algo in _algos.Live.ToArray())
        {
            var matches = ((massCancel.Scope & MassCancelScope.AllOwners) != 0 || algo.Wish.Owner == massCancel.Owner.Value)
                && (massCancel.Instrument == InstrumentId.None || algo.Book.Id == massCancel.Instrument.Value)
                && ((massCancel.Scope & MassCancelScope.OneSide) == 0 || algo.Wish.Side == massCancel.Side);
            if (matches)
                End(algo, CancelReason.MassCancel);
        }
    }

    /// <summary>The same for a kill switch.</summary>
    public void EndMany(in KillSwitch kill)
    {
        if (_algos.Live.Count == 0)
            return;
        foreach (var algo in _algos.Live.ToArray())
        {
            var matches = kill.Scope switch
            {
                KillScope.Exchange => true,
                KillScope.Instrument => algo.Book.Id == kill.Instrument.Value,
                KillScope.Account => algo.Wish.Owner == kill.Account.Value,
                _ => false,
            };
            if (matches)
                End(algo, CancelReason.KillSwitch);
        }
    }

    /// <summary>The same for owners whose orders were cancelled.</summary>
    public void EndMany(HashSet<int> owners, CancelReason reason)
    {
        foreach (var algo in _algos.Live.ToArray())
            if (owners.Contains(algo.Wish.Owner))
                End(algo, reason);
    }

    /// <summary>An event of an algo order, with what all of them have.</summary>
    public ref ExchangeEvent Begin(EventKind kind, AlgoOrder algo)
    {
        ref var e = ref _market.Report.Begin(kind);
        e.Side = algo.Wish.Side;
        e.Instrument = new InstrumentId(algo.Book.Id);
        e.Owner = new OwnerId(algo.Wish.Owner);
        e.AlgoId = new AlgoId(algo.Id);
        return ref e;
    }
}
