using Rialto.Runtime.Memory;
using Rialto.Trading.Signals;
using Rialto.Trading.Signals.Trees;

namespace Rialto.Strategies.Signals;

/// <summary>One model at work: foretells, is compared with what came, and learns from it. Allocates nothing after its construction.</summary>
internal sealed class Forecaster
{
    private readonly TreeEvaluator? _trees;
    private readonly RidgeRegression? _linear;
    private readonly LogisticRegression? _logistic;
    private readonly double[] _values;
    private readonly double[] _answer = new double[1];
    private readonly ForecastSkill _skill;
    private readonly int _trial;

    public Forecaster(ForecastModel model, ForecastPlan plan)
    {
        Model = model;
        (_trial, _skill) = (plan.Trial, new ForecastSkill(plan.Memory));
        _values = new double[model.Columns.Length];
        switch (model.Kind)
        {
            case ForecastKind.Trees:
                _trees = new TreeEvaluator(model.Trees!);
                break;
            case ForecastKind.Ridge:
                _linear = new RidgeRegression(plan.Features.Length, model.Ridge, model.Forgetting);
                break;
            default:
                _logistic = new LogisticRegression(plan.Features.Length, model.Rate, model.Ridge, model.Forgetting);
                break;
        }
    }

    public ForecastModel Model { get; }

    /// <summary>It has foretold often enough for its skill to be known.</summary>
    public bool MaySpeak => _skill.Count >= _trial;

    /// <summary>Forecasts compared with what came.</summary>
    public long Compared => _skill.Count;

    /// <summary>0 to 1.</summary>
    public double Skill => _skill.Skill;

    /// <summary>0 to 1: the part of its forecasts that comes true.</summary>
    public double Trust => _skill.Trust;

    /// <summary>The change that it expects, in basis points; not a number while it has not learned enough.</summary>
    /// <param name="inputs">In the plan's order, as they are.</param>
    /// <param name="scaled">The same by their mean and deviation.</param>
    /// <param name="usual">Mean size of a change: what a probability is of.</param>
    public double Foretell(ReadOnlySpan<double> inputs, ReadOnlySpan<double> scaled, double usual)
    {
        if (_linear is not null)
            return _linear.Observations < Model.WarmUp ? double.NaN : Number(_linear.Predict(scaled));
        if (_logistic is not null)
            return _logistic.Observations < Model.WarmUp ? double.NaN : (2 * _logistic.Predict(scaled) - 1) * usual;
        for (var i = 0; i < _values.Length; i++)
            _values[i] = inputs[Model.Columns[i]];
        _trees!.Evaluate(_values, _answer);
        return Model.IsProbability ? Number(2 * _answer[0] - 1) * usual : Number(_answer[0]);
    }

    /// <summary>What came of an observation.</summary>
    /// <param name="told">What it had foretold; not a number where it had not.</param>
    /// <param name="scaled">What was seen.</param>
    /// <param name="came">The change, in basis points.</param>
    public void Learn(double told, ReadOnlySpan<double> scaled, double came)
    {
        if (!double.IsNaN(told))
            _skill.Compare(told, came);
        _linear?.Learn(scaled, came);

        // A price that stands where it stood is neither a rise nor a fall.
        if (came != 0)
            _logistic?.Learn(scaled, came > 0);
    }

    /// <summary>Saves or loads it.</summary>
    public void Keep(FieldArchive state)
    {
        _skill.Keep(state);
        _linear?.Keep(state);
        _logistic?.Keep(state);
    }

    private static double Number(double value) => double.IsFinite(value) ? value : 0;
}
