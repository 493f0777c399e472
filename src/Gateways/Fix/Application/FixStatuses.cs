using Rialto.Gateways.Answers;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>SecurityStatus and TradingSessionStatus, once and whenever they change. A part of the <see cref="FixHub"/>, on its thread.</summary>
internal sealed class FixStatuses(ExchangeViews views, Readiness readiness, Action<FixTrader> signal)
{
    private const int MaxSubscriptions = 10_000;
    private const int Halted = 1;
    private const int Open = 2;
    private const int Closed = 3;

    private readonly List<(FixTrader Trader, byte[] Id, Text36 Symbol)> _securities = [];
    private readonly List<(FixTrader Trader, byte[] Id)> _sessions = [];
    private readonly FixWriter _writer = new();

    /// <summary>The one trading session there is.</summary>
    public static ReadOnlySpan<byte> TradingSessionId => "RIALTO"u8;

    /// <summary>SecurityStatusRequest.</summary>
    public void AskSecurity(FixTrader trader, byte[] id, Text36 symbol, char type)
    {
        if (type == '2')
        {
            if (_securities.RemoveAll(one => one.Trader == trader && one.Id.AsSpan().SequenceEqual(id)) == 0)
                Refuse(trader, id, "e"u8);
            return;
        }

        var view = views.Instruments.First(one => one.Instrument.Symbol == symbol);
        if (type == '1' && !TrySubscribe(trader, id, "e"u8, _securities.Count(one => one.Trader == trader)))
            return;
        if (type == '1')
            _securities.Add((trader, id, symbol));
        Send(trader, id, view);
        trader.Link.Flush(here: false);
    }

    /// <summary>TradingSessionStatusRequest.</summary>
    public void AskSession(FixTrader trader, byte[] id, char type, bool isKnown)
    {
        if (!isKnown)
        {
            SendSession(trader, id, 0, isUnknown: true);
        }
        else if (type == '2')
        {
            if (_sessions.RemoveAll(one => one.Trader == trader && one.Id.AsSpan().SequenceEqual(id)) == 0)
                Refuse(trader, id, "g"u8);
        }
        else
        {
            if (type == '1' && !TrySubscribe(trader, id, "g"u8, _sessions.Count(one => one.Trader == trader)))
                return;
            if (type == '1')
                _sessions.Add((trader, id));
            SendSession(trader, id, SessionStatus(), isUnknown: false);
        }

        trader.Link.Flush(here: false);
    }

    /// <summary>The session's connection has ended, and its subscriptions with it.</summary>
    public void Drop(FixTrader trader)
    {
        _securities.RemoveAll(one => one.Trader == trader);
        _sessions.RemoveAll(one => one.Trader == trader);
    }

    public void On(in ExchangeEvent e)
    {
        if (e.Kind == EventKind.InstrumentStateChanged && _securities.Count > 0 && views.Find(e.Instrument) is { } view)
        {
            foreach (var (trader, id, symbol) in _securities)
            {
                if (symbol != view.Instrument.Symbol)
                    continue;
                Send(trader, id, view);
                signal(trader);
            }
        }
        else if (e.Kind == EventKind.KillSwitchSet && _sessions.Count > 0 && e.ToKillSwitch().Scope == KillScope.Exchange)
        {
            foreach (var (trader, id) in _sessions)
            {
                SendSession(trader, id, SessionStatus(), isUnknown: false);
                signal(trader);
            }
        }
    }

    private int SessionStatus()
    {
        if (readiness.Phase is not (ExchangePhase.Ready or ExchangePhase.NoSpace))
            return Closed;
        foreach (var kill in views.Guards.Kills)
        {
            if (kill.Switch.Scope == KillScope.Exchange)
                return Halted;
        }

        return readiness.AcceptsCommands ? Open : Halted;
    }

    private bool TrySubscribe(FixTrader trader, byte[] id, ReadOnlySpan<byte> type, int held)
    {
        var isTwice = _securities.Exists(one => one.Trader == trader && one.Id.AsSpan().SequenceEqual(id)) || _sessions.Exists(one => one.Trader == trader && one.Id.AsSpan().SequenceEqual(id));
        if (!isTwice && held < MaxSubscriptions)
            return true;
        SendRefusal(trader, id, type, 0, isTwice ? "There is a subscription with this id." : "The session has as many subscriptions as it may.");
        return false;
    }

    private void Refuse(FixTrader trader, byte[] id, ReadOnlySpan<byte> type) => SendRefusal(trader, id, type, 1, "There is no subscription with this id.");

    private void SendRefusal(FixTrader trader, byte[] id, ReadOnlySpan<byte> type, int reason, string text)
    {
        _writer.Begin("j"u8);
        _writer.Add(FixTag.RefMsgType, type);
        _writer.Add(Tag.BusinessRejectRefId, id);
        _writer.Add(FixTag.BusinessRejectReason, reason);
        _writer.Add(FixTag.Text, text);
        trader.Link.Send(_writer);
    }

    private void Send(FixTrader trader, byte[] id, InstrumentView view)
    {
        var instrument = view.Instrument;
        var day = view.Statistics.At(views.Time);
        _writer.Begin("f"u8);
        _writer.Add(Tag.SecurityStatusReqId, id);
        _writer.AddText(Tag.Symbol, instrument.Symbol);
        _writer.Add(Tag.SecurityTradingStatus, FixWords.Of(view.State));
        if (day.Trades > 0)
        {
            _writer.AddDecimal(Tag.HighPx, day.High.Units, instrument.PriceScale);
            _writer.AddDecimal(Tag.LowPx, day.Low.Units, instrument.PriceScale);
        }

        if (view.Tape.Count > 0)
            _writer.AddDecimal(Tag.LastPx, view.Tape.Last.Price.Units, instrument.PriceScale);
        _writer.AddTimestamp(Tag.TransactTime, view.Time);
        _writer.Add(FixTag.Text, Words.Of(view.State));
        _writer.Add(Tag.TradingState, (int)view.State);
        _writer.Add(Tag.ExchangeSequence, view.Sequence);
        trader.Link.Send(_writer, flush: false);
    }

    private void SendSession(FixTrader trader, byte[] id, int status, bool isUnknown)
    {
        _writer.Begin("h"u8);
        _writer.Add(Tag.TradSesReqId, id);
        _writer.Add(Tag.TradingSessionId, TradingSessionId);
        _writer.Add(Tag.TradSesStatus, status);
        if (isUnknown)
        {
            _writer.Add(Tag.TradSesStatusRejReason, 1);
            _writer.Add(FixTag.Text, "There is one trading session, RIALTO."u8);
        }

        _writer.Add(Tag.ExchangeSequence, views.Sequence);
        trader.Link.Send(_writer, flush: false);
    }
}
