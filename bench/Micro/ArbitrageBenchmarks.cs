using BenchmarkDotNet.Attributes;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Trading.Arbitrage;
using Rialto.Trading.Books;

namespace Rialto.Micro;

/// <summary>One change of best prices on a board of 1,000 markets at 8 venues, a look at all of them, and sizing one opportunity over ten levels. Budget: no byte.</summary>
public class ArbitrageBenchmarks
{
    private readonly CrossBoard _board = new(1_000, 8);
    private readonly CrossHit[] _hits = new CrossHit[1_000];
    private readonly DepthLevel[] _asks = new DepthLevel[10];
    private readonly DepthLevel[] _bids = new DepthLevel[10];
    private readonly CrossTerms _terms = new(new FeeRule(FeeFormula.Proportional, 50_000), new FeeRule(FeeFormula.Proportional, 50_000), 2, 5);
    private int _step;

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 8_000; i++)
        {
            _board.SetRates(i / 8, i % 8, 50_000, 50_000);
            _board.Update(i / 8, i % 8, BestAt(i));
        }

        for (var i = 0; i < 10; i++)
            (_asks[i], _bids[i]) = (new DepthLevel(6_839_250 + (i * 10), 20_000), new DepthLevel(6_852_000 - (i * 10), 25_000));
    }

    [Benchmark]
    public void Update()
    {
        _step = (_step + 1) % 8_000;
        _board.Update(_step / 8, _step % 8, BestAt(_step));
    }

    [Benchmark]
    public int Scan_1000_markets_at_8_venues() => _board.Scan(_hits);

    [Benchmark]
    public Int128 Walk_ten_levels() => CrossWalk.Trade(_asks, _bids, in _terms).Net;

    private static Bbo BestAt(int i) => new(new Price(6_839_250 + (i % 7)), new Quantity(10), new Price(6_839_260 + (i % 5)), new Quantity(10));
}
