using System.Text;
using BenchmarkDotNet.Attributes;
using Rialto.Integration.Signals;
using Rialto.Trading.Signals.Trees;
using Rialto.Unit.Trading.Signals;

namespace Rialto.Micro;

/// <summary>One answer of a model of 100 trees: ours, the same with an object a node, and the real LightGBM's fastest call for one row. The model is trained by LightGBM on a generated table, here and now.</summary>
public class TreeBenchmarks
{
    private const int Rows = 1_024;

    private readonly double[] _answer = new double[1];
    private readonly double[] _row = new double[GeneratedTable.Columns];
    private double[] _rows = [];
    private TreeEvaluator _evaluator = null!;
    private NaiveTrees _naive = null!;
    private LightGbm _real = null!;
    private int _next;

    /// <summary>Leaves of a tree.</summary>
    [Params(15, 31, 63)]
    public int Leaves { get; set; }

    /// <summary>Whether two columns are categories.</summary>
    [Params(false, true)]
    public bool Categories { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var table = new GeneratedTable(20_000);
        _real = LightGbm.Train(table.Rows, GeneratedTable.Columns, [.. table.Score.Select(score => (float)score)], 100, $"objective=regression num_leaves={Leaves}{(Categories ? " categorical_feature=10,11" : "")}");
        var text = _real.ToText();
        if (!TreeModel.TryRead(Encoding.UTF8.GetBytes(text), out var model, out var error))
            throw new InvalidOperationException(error.ToString());
        _evaluator = new TreeEvaluator(model);
        _naive = new NaiveTrees(text);
        _rows = new GeneratedTable(Rows, 5).Rows;
    }

    [GlobalCleanup]
    public void Cleanup() => _real.Dispose();

    [Benchmark(Baseline = true)]
    public double Evaluator()
    {
        _evaluator.EvaluateRaw(Next(), _answer);
        return _answer[0];
    }

    [Benchmark]
    public double Object_a_node() => _naive.PredictRaw(Next())[0];

    [Benchmark]
    public double Real_LightGBM()
    {
        Next().CopyTo(_row);
        return _real.PredictOne(_row, _answer);
    }

    // Another row each time: no branch predictor knows the way.
    private Span<double> Next()
    {
        _next = (_next + 1) & (Rows - 1);
        return _rows.AsSpan(_next * GeneratedTable.Columns, GeneratedTable.Columns);
    }
}
