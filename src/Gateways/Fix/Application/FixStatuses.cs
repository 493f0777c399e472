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

    private readonly Dictionary<FixTrader, Dictionary<string, (byte[] Id, Text36 Symbol)>> _subscriptions = [];
    private readonly FixWriter _writer = new();

    /// <summary>The one trading session there is.</summary>
    public static ReadOnlySpan<byte> TradingSessionId => "RIALTO"u8;

    /// <summary>SecurityStatusRequest.</summary>
    public void AskSecurity(FixTrader trader, byte[] id, Text36 symbol, char type)
    {
        if (type == '2')
            End(trader, id, "e"u8);
        else if ((type != '1' || TrySubscribe(trader, id, symbol, "e"u8)) && views.Directory.Find(symbol) is { } entry && views.Find(entry.Instrument.Id) is { } view)
            Send(trader, id, view);
        trader.Link.Flush(here: false);
    }

    /// <summary>TradingSessionStatusRequest.</summary>
    public void AskSession(FixTrader trader, byte[] id, char type, bool isKnown)
    {
        if (!isKnown)
            SendSession(trader, id, 0, isUnknown: true);
        else if (type == '2')
            End(trader, id, "g"u8);
        else if (type != '1' || TrySubscribe(trader, id, Text36.Empty, "g"u8))
            SendSession(trader, id, SessionStatus(), isUnknown: false);
        trader.Link.Flush(here: false);
    }

    /// <summary>The session's connection has ended, and its subscriptions with it.</summary>
    public void Drop(FixTrader trader) => _subscriptions.Remove(trader);

    public void On(in ExchangeEvent e)
    {
        if (_subscriptions.Count == 0)
            return;
        if (e.Kind == EventKind.InstrumentStateChanged && views.Find(e.Instrument) is { } view)
            Tell(view);
        else if (e.Kind == EventKind.KillSwitchSet && e.ToKillSwitch().Scope == KillScope.Exchange)
            Tell(null);
    }

    // Rare: instruments change their state, and the exchange is stopped, some times a day. Null is the exchange as a whole.
    private void Tell(InstrumentView? view)
    {
        var symbol = view?.Instrument.Symbol ?? Text36.Empty;
        foreach (var (trader, own) in _subscriptions)
        {
            foreach (var (id, wanted) in own.Values)
            {
                if (wanted != symbol)
                    continue;
                if (view is null)
                    SendSession(trader, id, SessionStatus(), isUnknown: false);
                else
                    Send(trader, id, view);
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

    private bool TrySubscribe(FixTrader trader, byte[] id, Text36 symbol, ReadOnlySpan<byte> type)
    {
        if (!_subscriptions.TryGetValue(trader, out var own))
            _subscriptions.Add(trader, own = []);
        var isTwice = own.ContainsKey(NameOf(id));
        if (isTwice || own.Count >= MaxSubscriptions)
        {
            SendRefusal(trader, id, type, 0, isTwice ? "There is a subscription with this id." : "The session has as many subscriptions as it may.");
            return false;
        }

        own.Add(NameOf(id), (id, symbol));
        return true;
    }

    private void End(FixTrader trader, byte[] id, ReadOnlySpan<byte> type)
    {
        if (_subscriptions.GetValueOrDefault(trader)?.Remove(NameOf(id)) != true)
            SendRefusal(trader, id, type, 1, "There is no subscription with this id.");
    }

    private static string NameOf(byte[] id) => System.Text.Encoding.Latin1.GetString(id);

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
