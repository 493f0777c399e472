using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Venue.Books;

namespace Rialto.Venue.Algos;

/// <summary>Algo orders are begun, paused, resumed and cancelled, and curves are set (algos.md, section 1). The order of the checks is part of the contract.</summary>
internal sealed class AlgoCommands<TSink>(Market<TSink> market, AlgoSteps<TSink> steps, AlgoEnds<TSink> ends)
    where TSink : struct, IEventSink
{
    private const int ClearsCurve = 4;

    private readonly Market<TSink> _market = market;
    private readonly Reports<TSink> _report = market.Report;
    private readonly AlgoRegistry _algos = market.Algos;
    private readonly AlgoChecks<TSink> _checks = new(market);

    public void Start(in Command c)
    {
        var book = _market.Find(c.Instrument.Value);
        var reason = CheckIdentity(c);
        if (reason == RejectReason.None)
            reason = _checks.Place(book, c.Owner.Value, c.Session.Value);
        if (reason == RejectReason.None)
            reason = AlgoChecks<TSink>.Numbers(book!, c.Quantity.Units, c.Price.Units);
        if (reason == RejectReason.None)
            reason = _checks.Times(c.StartTime, c.ExpireTime, c.Pace, out _);
        if (reason == RejectReason.None)
            reason = c.AlgoTerms.Type == AlgoType.Pov && c.Pace.ParticipationPpm == 0 ? RejectReason.AlgoPaceInvalid : AlgoChecks<TSink>.Pace(c.Pace);
        if (reason == RejectReason.None)
            reason = _checks.Account(book!, c.Owner.Value, c.Side, !c.Price.IsNone || c.AlgoTerms.Passive);
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
        _checks.Times(c.StartTime, c.ExpireTime, c.Pace, out var start);
        var tape = book.EnsureTape(_algos, _report.Time);
        var id = ++_algos.LastId;
        var times = new SliceTimes(start, c.ExpireTime, c.Pace.IntervalMs, c.Pace.JitterPercent, id);
        var algo = new AlgoOrder(id, book, AlgoWish.Of(c), times) { Curve = c.AlgoTerms.Type == AlgoType.Vwap ? tape.CurveFor(times) : null };
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
}
