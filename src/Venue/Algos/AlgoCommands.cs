using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Venue.Books;
using Rialto.Venue.Rules;

namespace Rialto.Venue.Algos;

/// <summary>Algo orders are begun, paused, resumed and cancelled, and curves are set (algos.md, section 1). The order of the checks is part of the contract.</summary>
internal sealed class AlgoCommands<TSink>(Market<TSink> market, AlgoSteps<TSink> steps, AlgoEnds<TSink> ends)
    where TSink : struct, IEventSink
{
    private const int ClearsCurve = 4;

    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly AlgoRegistry _algos = market.Algos;

    public void Start(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var reason = CheckIdentity(c);
        if (reason == RejectReason.None)
            reason = CheckPlace(book, c);
        if (reason == RejectReason.None)
            reason = CheckNumbers(book!, c);
        if (reason == RejectReason.None)
            reason = CheckTimes(c, out _);
        if (reason == RejectReason.None)
            reason = CheckPace(c);
        if (reason == RejectReason.None && book!.Settlement is not null)
            reason = CheckAccount(book, c);
        if (reason == RejectReason.None && (_algos.Live.Count >= AlgoRegistry.MaxLive || _algos.CountOf(c.Owner.Value) >= AlgoRegistry.MaxLiveOfOwner))
            reason = RejectReason.TooManyAlgos;
        if (reason != RejectReason.None)
            _report.Refused(c, reason);
        else
            Accept(book!, c);
    }

    public void Pause(in Command c)
    {
        if (Named(c) is not { } algo)
            return;
        if (algo.State != AlgoState.Running)
        {
            _report.Refused(c, RejectReason.AlgoStateNotAllowed);
            return;
        }

        steps.CancelChild(algo, CancelReason.AlgoPaused);
        algo.State = AlgoState.Paused;
        algo.WaitFor(algo.NextSlice);
        steps.TellState(algo);
    }

    public void Resume(in Command c)
    {
        if (Named(c) is not { } algo)
            return;
        if (algo.State != AlgoState.Paused)
        {
            _report.Refused(c, RejectReason.AlgoStateNotAllowed);
            return;
        }

        algo.State = AlgoState.Running;
        algo.WaitFor(algo.Times.LastAt(_report.Time) + 1);
        if (algo.Terms.Type == AlgoType.Pov)
            algo.LastTarget = AlgoSteps<TSink>.VolumePlan(algo);
        _algos.HasNewDeadline = true;
        steps.TellState(algo);
    }

    public void Cancel(in Command c)
    {
        if (Named(c) is not { } algo)
            return;
        steps.CancelChild(algo, CancelReason.AlgoEnded);
        ends.End(algo, CancelReason.Requested);
    }

    public void SetCurve(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var reason =
            c.Terms.Bits > ClearsCurve ? RejectReason.UnknownTerms
            : book is null ? RejectReason.UnknownInstrument
            : book.State == InstrumentState.Expired ? RejectReason.InstrumentExpired
            : RejectReason.None;
        if (reason != RejectReason.None)
        {
            _report.Refused(c, reason);
            return;
        }

        var supplied = book!.EnsureTape(_algos, _report.Time).Supplied;
        if (c.Terms.Bits == ClearsCurve)
            supplied.Clear();
        else
            c.UnpackWeights(supplied.Slice(c.Terms.Bits * (VolumeCurve.Quarters / 4), VolumeCurve.Quarters / 4));
        _report.Set(EventKind.VolumeCurveSet, c);
    }

    private void Accept(Book book, in Command c)
    {
        CheckTimes(c, out var start);
        var tape = book.EnsureTape(_algos, _report.Time);
        var id = ++_algos.LastId;
        var times = new SliceTimes(start, c.ExpireTime, c.Pace.IntervalMs, c.Pace.JitterPercent, id);
        var algo = new AlgoOrder(id, book, AlgoWish.Of(c), times) { Curve = c.AlgoTerms.Type == AlgoType.Vwap ? CurveFor(tape, times) : null };
        algo.WaitFor(0);
        _algos.Live.Add(algo);
        _algos.HasNewDeadline = true;
        ref var e = ref ends.Begin(EventKind.AlgoAccepted, algo);
        e.Terms = c.Terms;
        e.Price = c.Price;
        e.Quantity = c.Quantity;
        e.ClientOrderId = c.Text;
        e.Session = c.Session;
        e.Pace = c.Pace;
        e.StartTime = start;
        e.ExpireTime = c.ExpireTime;
        if (start <= _report.Time)
            steps.Begin(algo);
    }

    private static VolumeCurve CurveFor(VolumeTape tape, in SliceTimes times) =>
        tape.Curve is { } curve && curve.Between(times.Start, times.End) != 0 ? curve : VolumeCurve.Even;

    /// <summary>The algo order that the command names; null where there is none, which is then told.</summary>
    private AlgoOrder? Named(in Command c)
    {
        var algo = c.AlgoId == AlgoId.None ? _algos.Find(c.Owner.Value, c.Text) : _algos.Find(c.AlgoId.Value);
        if (algo is not null && (c.Owner.Value == 0 || c.Owner.Value == algo.Wish.Owner))
            return algo;
        _report.Refused(c, RejectReason.UnknownAlgo);
        return null;
    }

    /// <summary>Points 1 and 2.</summary>
    private RejectReason CheckIdentity(in Command c) =>
        c.Owner.Value < 1 ? RejectReason.UnknownOwner
        : !c.AlgoTerms.IsWellFormed ? RejectReason.AlgoTermsInvalid
        : c.Side > Side.Sell ? RejectReason.UnknownSide
        : !c.Text.IsWellFormed ? RejectReason.MalformedClientOrderId
        : _algos.Find(c.Owner.Value, c.Text) is not null ? RejectReason.DuplicateAlgoId
        : RejectReason.None;

    /// <summary>Point 3.</summary>
    private RejectReason CheckPlace(Book? book, in Command c)
    {
        if (book is null)
            return RejectReason.UnknownInstrument;
        if (!_market.Sessions.MayUse(c.Session.Value, c.Owner.Value))
            return RejectReason.UnknownSession;
        var reason = Checks.Stopped(_market.Kills, book, c.Owner.Value, c.Session.Value);
        if (reason == RejectReason.None && _market.Customers.IsRequired)
            reason = _market.Customers.Check(c.Owner.Value, AccountRights.Trade);
        return reason != RejectReason.None ? reason : book.State switch
        {
            InstrumentState.Announced => RejectReason.InstrumentNotOpenYet,
            InstrumentState.Expired => RejectReason.InstrumentExpired,
            _ => RejectReason.None,
        };
    }

    /// <summary>Points 4 and 5.</summary>
    private static RejectReason CheckNumbers(Book book, in Command c)
    {
        var quantity = c.Quantity.Units;
        return quantity <= 0 ? RejectReason.QuantityNotPositive
            : quantity > Quantity.MaxUnits ? RejectReason.QuantityAboveMaximum
            : !book.Lot.Divides(quantity) ? RejectReason.QuantityOffLot
            : quantity < book.Definition.MinQuantity.Units ? RejectReason.QuantityBelowMinimum
            : c.Price.IsNone ? RejectReason.None
            : Checks.LimitPrice(book, mayBeZero: true, c.Price.Units);
    }

    /// <summary>Point 6.</summary>
    private RejectReason CheckTimes(in Command c, out Timestamp start)
    {
        var now = _report.Time;
        start = c.StartTime > now ? c.StartTime : now;
        var pace = c.Pace;
        var isPossible = c.ExpireTime > start
            && c.ExpireTime.Nanoseconds - start.Nanoseconds <= AlgoPace.MaxSpanNs && start.Nanoseconds - now.Nanoseconds <= AlgoPace.MaxSpanNs
            && pace.IntervalMs is >= AlgoPace.MinIntervalMs and <= AlgoPace.MaxIntervalMs
            && new SliceTimes(start, c.ExpireTime, pace.IntervalMs, 0, 0).Count <= AlgoPace.MaxSlices;
        return isPossible ? RejectReason.None : RejectReason.AlgoTimesInvalid;
    }

    /// <summary>Point 7.</summary>
    private static RejectReason CheckPace(in Command c)
    {
        var pace = c.Pace;
        var isPossible = pace.Bits >= 0 && pace.JitterPercent <= 50 && pace.CatchUpPercent <= 1_000 && pace.ParticipationPpm <= 1_000_000
            && (c.AlgoTerms.Type != AlgoType.Pov || pace.ParticipationPpm != 0);
        return isPossible ? RejectReason.None : RejectReason.AlgoPaceInvalid;
    }

    /// <summary>Point 8, of a settled instrument.</summary>
    private RejectReason CheckAccount(Book book, in Command c)
    {
        var account = _market.Ledger.Accounts.Find(c.Owner.Value);
        if (account == 0)
            return RejectReason.AccountUnknown;
        if ((_market.Ledger.Accounts[account].Rights & AccountRights.Trade) == 0)
            return RejectReason.AccountMayNotTrade;
        var isUnbounded = c.Side == Side.Buy && c.Price.IsNone && !c.AlgoTerms.Passive && book.Rules.CollarPpm == 0;
        return isUnbounded ? RejectReason.ProtectionRequired : RejectReason.None;
    }
}
