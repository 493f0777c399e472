using System.Buffers;
using System.Text.Json;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.Streams;

/// <summary>
/// Market streams: who reads which, and what each gets. A message is written once for all its readers. Trades and best prices go out with the events; everything else gathers, and
/// <see cref="OnPulse"/> sends it at the pace of its stream. Owned by the fan-out thread.
/// </summary>
/// <param name="views">What is told of.</param>
/// <param name="symbolOf">The symbol of an instrument, null where it has none.</param>
/// <param name="toSignal">Gets connections that have something to send.</param>
internal sealed class MarketHub(ExchangeViews views, Func<Instrument, string?> symbolOf, HashSet<BinanceSocket> toSignal)
{
    private const long SecondNs = 1_000_000_000;

    private readonly Dictionary<InstrumentId, SymbolStreams> _symbols = [];
    private readonly List<SymbolStreams> _changed = [];
    private readonly List<SymbolStreams> _touched = [];
    private readonly List<SymbolStreams> _fastDue = [];
    private readonly MarketStream _allMiniTickers = new(MarketStreamKind.AllMiniTickers, MarketStreamName.Of(MarketStreamKind.AllMiniTickers, string.Empty));
    private readonly MarketStream _allTickers = new(MarketStreamKind.AllTickers, MarketStreamName.Of(MarketStreamKind.AllTickers, string.Empty));
    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);
    private ExchangeEvent _trade;
    private MarketText.Aggregate _aggregate;
    private Candle _candle;
    private Timestamp _now;
    private long _slowDueNs;
    private int _subscriptions;
    private volatile bool _isPaced;

    /// <summary>Nobody reads anything.</summary>
    public bool IsEmpty => _subscriptions == 0;

    /// <summary>Somebody reads a stream that has a pace: pulses are needed. Any thread.</summary>
    public bool IsPaced => _isPaced;

    private bool HasAll => !_allMiniTickers.IsEmpty || !_allTickers.IsEmpty;

    /// <summary>Begins a stream for a connection; nothing where it has it already. Between two commands.</summary>
    /// <param name="reader">Who.</param>
    /// <param name="kind">What is told.</param>
    /// <param name="instrument">Of what; none of a stream of all.</param>
    public void Subscribe(BinanceSocket reader, MarketStreamKind kind, InstrumentId instrument)
    {
        if (kind >= MarketStreamKind.AllMiniTickers)
        {
            if (AllOf(kind).Add(reader))
                Count(1);
            return;
        }

        if (views.Find(instrument) is not { } view || StreamsOf(view) is not { } symbol)
            return;
        var stream = symbol.Open(kind);
        var isFirst = stream.IsEmpty;
        if (!stream.Add(reader))
            return;
        Count(1);
        if (isFirst && kind is MarketStreamKind.Depth or MarketStreamKind.DepthFast)
        {
            view.Book.Track(begins: true);
            symbol.DepthOf(kind).Begin(views.Sequence);
        }

        if (isFirst && kind is >= MarketStreamKind.KlineSecond and <= MarketStreamKind.KlineDay)
            symbol.BeginKlines((CandleInterval)(kind - MarketStreamKind.KlineSecond));
        symbol.IsSlowDue = true;
        MarkFastDue(symbol);
    }

    /// <summary>Ends a stream for a connection; nothing where it does not have it. Between two commands.</summary>
    public void Unsubscribe(BinanceSocket reader, MarketStreamKind kind, InstrumentId instrument)
    {
        if (kind >= MarketStreamKind.AllMiniTickers)
        {
            if (AllOf(kind).Remove(reader))
                Count(-1);
            return;
        }

        if (!_symbols.TryGetValue(instrument, out var symbol) || symbol[kind] is not { } stream || !stream.Remove(reader))
            return;
        Count(-1);
        if (stream.IsEmpty && kind is MarketStreamKind.Depth or MarketStreamKind.DepthFast)
            symbol.View.Book.Track(begins: false);
    }

    /// <summary>One event that is not about accounts.</summary>
    public void On(in ExchangeEvent e)
    {
        if (!_symbols.TryGetValue(e.Instrument, out var symbol))
        {
            if (!HasAll || views.Find(e.Instrument) is not { } view || (symbol = StreamsOf(view)) is null)
                return;
        }

        if (!symbol.IsChanged)
        {
            symbol.IsChanged = true;
            _changed.Add(symbol);
        }

        if (e.Kind != EventKind.Trade)
            return;
        if (symbol[MarketStreamKind.Trade] is { } trades)
        {
            _trade = e;
            Send(trades, symbol);
        }

        if (symbol[MarketStreamKind.AggregateTrade] is { } aggregates && symbol.Add(e.TradeId, e.Price, e.Quantity, e.Side, e.Time, out _aggregate))
            Send(aggregates, symbol);
    }

    /// <summary>The command whose events came is done.</summary>
    public void OnCommandEnd(long sequence)
    {
        foreach (var symbol in _changed)
        {
            symbol.IsChanged = false;
            symbol.Merge(sequence);
            if (!symbol.Aggregate.Quantity.IsZero)
            {
                _aggregate = symbol.Aggregate;
                symbol.Aggregate = default;
                if (symbol[MarketStreamKind.AggregateTrade] is { } aggregates)
                    Send(aggregates, symbol);
            }

            symbol.IsSlowDue = true;
            MarkFastDue(symbol);
            if (symbol.IsTouched)
                continue;
            symbol.IsTouched = true;
            _touched.Add(symbol);
        }

        _changed.Clear();
    }

    /// <summary>Best prices that changed go out. Not within a command, whose book is nobody's measure.</summary>
    public void OnBatchEnd()
    {
        foreach (var symbol in _touched)
        {
            symbol.IsTouched = false;
            if (symbol[MarketStreamKind.BookTicker] is not { } stream)
                continue;
            var (bid, ask) = (symbol.View.Book.Bids.Best, symbol.View.Book.Asks.Best);
            var face = (bid?.Price ?? default, bid?.Quantity ?? default, ask?.Price ?? default, ask?.Quantity ?? default);
            if (face == symbol.Face && !stream.IsFresh)
                continue;
            symbol.Face = face;
            Send(stream, symbol);
        }

        _touched.Clear();
    }

    /// <summary>Called ten times a second where <see cref="IsPaced"/>; sends what is due. Between two commands.</summary>
    public void OnPulse(Timestamp now)
    {
        _now = now;
        foreach (var symbol in _fastDue)
        {
            symbol.IsFastDue = false;
            SendDepth(symbol, MarketStreamKind.DepthFast);
            for (var kind = MarketStreamKind.Depth5Fast; kind <= MarketStreamKind.Depth20Fast; kind++)
                SendIfRead(symbol, kind);
        }

        _fastDue.Clear();
        if (now.Nanoseconds < _slowDueNs)
            return;
        _slowDueNs = (now.Nanoseconds / SecondNs + 1) * SecondNs;
        SendAll(_allMiniTickers);
        SendAll(_allTickers);
        foreach (var symbol in _symbols.Values)
        {
            // A candle ends also where nothing happens.
            for (var interval = CandleInterval.Second; interval <= CandleInterval.Day; interval++)
                SendKlines(symbol, interval);
            if (!symbol.IsSlowDue)
                continue;
            symbol.IsSlowDue = false;
            SendDepth(symbol, MarketStreamKind.Depth);
            for (var kind = MarketStreamKind.Depth5; kind <= MarketStreamKind.Depth20; kind++)
                SendIfRead(symbol, kind);
            for (var kind = MarketStreamKind.MiniTicker; kind <= MarketStreamKind.AveragePrice; kind++)
                SendIfRead(symbol, kind);
        }
    }

    private MarketStream AllOf(MarketStreamKind kind) => kind == MarketStreamKind.AllMiniTickers ? _allMiniTickers : _allTickers;

    // Streams that have no pace are told with the events, and a pulse for nothing costs next to nothing.
    private void Count(int change)
    {
        _subscriptions += change;
        _isPaced = _subscriptions != 0;
    }

    private void MarkFastDue(SymbolStreams symbol)
    {
        if (symbol.IsFastDue)
            return;
        symbol.IsFastDue = true;
        _fastDue.Add(symbol);
    }

    private SymbolStreams? StreamsOf(InstrumentView view)
    {
        if (_symbols.TryGetValue(view.Instrument.Id, out var known))
            return known;
        if (symbolOf(view.Instrument) is not { } name)
            return null;
        var made = new SymbolStreams(view, name);
        _symbols.Add(view.Instrument.Id, made);
        return made;
    }

    private void SendDepth(SymbolStreams symbol, MarketStreamKind kind)
    {
        if (symbol[kind] is not { } stream)
            return;
        var feed = symbol.DepthOf(kind);
        if (feed.IsEmpty)
            return;
        Send(stream, symbol);
        feed.End(symbol.View.Sequence);
    }

    private void SendKlines(SymbolStreams symbol, CandleInterval interval)
    {
        if (symbol[MarketStreamName.KlineOf(interval)] is not { } stream)
            return;
        while (symbol.TryNextKline(interval, _now, stream.IsFresh, out _candle))
            Send(stream, symbol);
    }

    private void SendIfRead(SymbolStreams symbol, MarketStreamKind kind)
    {
        if (symbol[kind] is { } stream)
            Send(stream, symbol);
    }

    private void SendAll(MarketStream stream)
    {
        if (stream.IsEmpty)
            return;
        for (var form = 0; form < 2; form++)
        {
            var isMicroseconds = form == 1;
            if (isMicroseconds ? !stream.WantsMicroseconds : !stream.WantsMilliseconds)
                continue;
            var json = Begin();
            json.WriteStartArray();
            var count = 0;
            foreach (var symbol in _symbols.Values)
            {
                if (!symbol.IsSlowDue)
                    continue;
                count++;
                if (stream.Kind == MarketStreamKind.AllTickers)
                    MarketText.WriteTicker(json, symbol.View, _now, symbol.SymbolBytes, isMicroseconds);
                else
                    MarketText.WriteMiniTicker(json, symbol.View, _now, symbol.SymbolBytes, isMicroseconds);
            }

            json.WriteEndArray();
            json.Flush();
            if (count > 0)
                stream.Send(_buffer.WrittenSpan, isMicroseconds, toSignal);
        }
    }

    // What a fault left in the buffer goes into no other message.
    private Utf8JsonWriter Begin()
    {
        _buffer.ResetWrittenCount();
        return JsonText.On(_buffer);
    }

    private void Send(MarketStream stream, SymbolStreams symbol)
    {
        if (stream.WantsMilliseconds)
            Send(stream, symbol, isMicroseconds: false);
        if (stream.WantsMicroseconds)
            Send(stream, symbol, isMicroseconds: true);
    }

    private void Send(MarketStream stream, SymbolStreams symbol, bool isMicroseconds)
    {
        var json = Begin();
        Write(json, stream.Kind, symbol, isMicroseconds);
        json.Flush();
        stream.Send(_buffer.WrittenSpan, isMicroseconds, toSignal);
    }

    private void Write(Utf8JsonWriter json, MarketStreamKind kind, SymbolStreams symbol, bool micro)
    {
        var view = symbol.View;
        switch (kind)
        {
            case MarketStreamKind.Trade:
                MarketText.WriteTrade(json, in _trade, view.Instrument, symbol.SymbolBytes, micro);
                break;
            case MarketStreamKind.AggregateTrade:
                MarketText.WriteAggregate(json, in _aggregate, view.Instrument, symbol.SymbolBytes, micro);
                break;
            case MarketStreamKind.BookTicker:
                MarketText.WriteBookTicker(json, view, symbol.SymbolBytes);
                break;
            case MarketStreamKind.Depth or MarketStreamKind.DepthFast:
                MarketText.WriteDepth(json, symbol.DepthOf(kind), view.Sequence, _now, view.Instrument, symbol.SymbolBytes, micro);
                break;
            case MarketStreamKind.MiniTicker:
                MarketText.WriteMiniTicker(json, view, _now, symbol.SymbolBytes, micro);
                break;
            case MarketStreamKind.Ticker:
                MarketText.WriteTicker(json, view, _now, symbol.SymbolBytes, micro);
                break;
            case MarketStreamKind.AveragePrice:
                MarketText.WriteAverage(json, view, _now, symbol.SymbolBytes, micro);
                break;
            case >= MarketStreamKind.KlineSecond and <= MarketStreamKind.KlineDay:
                MarketText.WriteKline(json, view, (CandleInterval)(kind - MarketStreamKind.KlineSecond), in _candle, _now, symbol.SymbolBytes, micro);
                break;
            default:
                MarketText.WriteLevels(json, view, view.Sequence, MarketStreamName.LevelsOf(kind));
                break;
        }
    }
}
