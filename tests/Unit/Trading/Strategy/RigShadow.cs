using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Strategies;
using Rialto.Strategies.Signals;
using Rialto.Trading;
using Rialto.Trading.Orders;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Unit.Trading.Strategy;

/// <summary>
/// Every test of a desk with shipped strategies is a test of its snapshots, too: now and then the trader is saved, loaded into one made anew, and that one gets the same inputs from there on. Its output
/// is compared at each of them, its state now and then.
/// </summary>
/// <param name="settings">As the trader was made.</param>
/// <param name="terms">As the trader was made.</param>
/// <param name="strategies">As the trader was made; shipped ones are made anew, and with others there is no shadow.</param>
internal sealed class RigShadow(TraderSettings settings, DeskTerms terms, (StrategySettings Settings, IStrategy Strategy)[] strategies)
{
    private const int StateEvery = 16;

    private readonly bool _isOfShipped = Array.TrueForAll(strategies, pair => Catalog.TryMake(pair.Strategy.Declaration.Name, out _));
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private Trader<DeskRig.RigSink>? _shadow;
    private int _left;

    /// <summary>How many snapshots were taken and loaded.</summary>
    public int Taken { get; private set; }

    private static StrategyCatalog Catalog { get; } = MakeCatalog();

    /// <summary>The desk has had an input; before the next.</summary>
    public void Follow(Trader<DeskRig.RigSink> trader, object input)
    {
        if (!_isOfShipped)
            return;
        if (_shadow is not null && _shadow.Sequence != trader.Sequence - 1)
            _shadow = null;
        if (_shadow is not null && input is DeskCommand { Kind: DeskCommandKind.Swap })
            _shadow = null;
        if (_shadow is not null)
            Compare(_shadow, trader, input);
        if (--_left > 0)
            return;

        // From input to input at other distances: 17, 48, 35, 22, ...
        _left = 1 + (int)(trader.Sequence * 31 % 61);
        Take(trader);
    }

    /// <summary>A test has changed the strategy behind the desk's back: what was loaded before knows nothing of it.</summary>
    public void Forget() => _shadow = null;

    private static StrategyCatalog MakeCatalog()
    {
        var catalog = new StrategyCatalog();
        BuiltInStrategies.AddTo(catalog);
        return catalog;
    }

    private static IStrategy Make(string kind) => Catalog.TryMake(kind, out var made) ? made : throw new InvalidOperationException(kind);

    /// <summary>A plan is no parameter: it comes with the configuration, as it did the first time.</summary>
    private static IStrategy Again(IStrategy strategy) => strategy is SignalTaker taker ? new SignalTaker(taker.Plan) : Make(strategy.Declaration.Name);

    private void Take(Trader<DeskRig.RigSink> trader)
    {
        _bytes.ResetWrittenCount();
        if (!trader.TrySave(_bytes, out _))
            return;
        var made = new Trader<DeskRig.RigSink>(settings, terms, [.. strategies.Select(pair => (pair.Settings, Again(pair.Strategy)))], new DeskRig.RigSink(new DeskRig.SinkLog(null)));
        Assert.True(made.TryLoad(new ReadOnlySequence<byte>(_bytes.WrittenMemory), (swap, _) => Make(trader.ViewOf(swap.Strategy).Declaration.Name), out var fault), fault);
        Assert.Equal((trader.Sequence, trader.StateHash(), trader.OutputHash, trader.NextDeadline), (made.Sequence, made.StateHash(), made.OutputHash, made.NextDeadline));
        var again = new ArrayBufferWriter<byte>();
        Assert.True(made.TrySave(again, out fault), fault);
        Assert.True(_bytes.WrittenSpan.SequenceEqual(again.WrittenSpan), $"what was loaded at input {trader.Sequence} is saved otherwise");
        (_shadow, Taken) = (made, Taken + 1);
    }

    private static void Compare(Trader<DeskRig.RigSink> shadow, Trader<DeskRig.RigSink> trader, object input)
    {
        switch (input)
        {
            case FeedEvent told:
                shadow.Apply(in told);
                break;
            case OrderReport report:
                shadow.Apply(in report);
                break;
            case DeskCommand command:
                shadow.Apply(in command);
                break;
        }

        Assert.True(shadow.OutputHash == trader.OutputHash, $"a trader that was loaded does something else at input {trader.Sequence}");
        if (trader.Sequence % StateEvery == 0)
            Assert.True(shadow.StateHash() == trader.StateHash(), $"a trader that was loaded is another one at input {trader.Sequence}");
    }
}
