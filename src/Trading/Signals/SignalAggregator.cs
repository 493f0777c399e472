using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading.Numerics;

namespace Rialto.Trading.Signals;

/// <summary>
/// Many signals to one. Source i with weight w told strength s at time u with confidence c; at time t it counts k_i = w c 2^(-(t - u) / half-life), nothing beyond its expiry. Then
/// <code>
/// strength    = sum of k s / sum of k
/// confidence  = sum of k / sum of w
/// agreement   = |sum of k s| / sum of k |s|          1 where nothing has a strength
/// </code>
/// and the filters of <see cref="SignalFilter"/> decide, in this order: veto, silence, pause, confidence, agreement, strength. A direction held goes on while its strength stays at the exit's or above; every other filter takes it away at once.
/// Confidences combine like votes, not like independent evidence: two models that saw the same market are not twice as sure. Single-threaded; allocates nothing after its construction.
/// </summary>
public sealed class SignalAggregator
{
    private const double Ln2 = 0.6931471805599453;

    private readonly SignalSource[] _sources;
    private readonly Told[] _told;
    private readonly double _weights;
    private long _pauseUntil = long.MinValue;
    private long _now = long.MinValue;
    private int _direction;
    private SignalFilter _filter = null!;

    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentException">A weight, half-life, expiry or bound that makes no sense.</exception>
    public SignalAggregator(IReadOnlyList<SignalSource> sources, SignalFilter filter)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(filter);
        foreach (var source in sources)
        {
            if (!(source.Weight > 0 && double.IsFinite(source.Weight)) || source.HalfLifeNs < 1 || source.ExpiryNs < 1)
                throw new ArgumentException($"Signal source {source.Name}: weight, half-life and expiry are above zero.", nameof(sources));
        }

        (_sources, _told) = ([.. sources], new Told[sources.Count]);
        Filter = filter;
        _weights = _sources.Sum(source => source.Weight);
    }

    /// <summary>Who tells.</summary>
    public IReadOnlyList<SignalSource> Sources => _sources;

    /// <summary>When signals are worth acting on; may change between two looks.</summary>
    /// <exception cref="ArgumentException">A bound that makes no sense.</exception>
    public SignalFilter Filter
    {
        get => _filter;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!(value.ExitStrength >= 0 && value.ExitStrength <= value.EntryStrength) || !(value.ConfidenceLeast is >= 0 and <= 1) || !(value.AgreementLeast is >= 0 and <= 1) || value.PauseNs < 0)
                throw new ArgumentException("The exit's strength is not above the entry's, confidence and agreement are 0 to 1, and no pause is below zero.", nameof(value));
            _filter = value;
        }
    }

    /// <summary>Somebody outside forbids a direction: a spread too wide, a market in trouble.</summary>
    public bool IsVetoed { get; set; }

    /// <summary>A source tells; what it told before is replaced.</summary>
    /// <param name="source">Its index.</param>
    /// <param name="now">When.</param>
    /// <param name="strength">Which way and how much, in a unit that all sources share: an expected return.</param>
    /// <param name="confidence">0 to 1; what lies outside is held to it.</param>
    /// <returns>False where one of the numbers is none: what was told before goes on fading.</returns>
    public bool Tell(int source, Timestamp now, double strength, double confidence)
    {
        if (!double.IsFinite(strength) || double.IsNaN(confidence))
            return false;
        _told[source] = new Told(now.Nanoseconds, strength, Math.Clamp(confidence, 0, 1));
        return true;
    }

    /// <summary>All together, now.</summary>
    public CombinedSignal Combine(Timestamp now) => Combine(now, _filter.EntryStrength, _filter.ExitStrength);

    /// <summary>All together, now, where what a direction must be worth changes from moment to moment: with the costs of a trade.</summary>
    /// <param name="now">When.</param>
    /// <param name="entryStrength">In the place of the filter's; infinite where nothing is to be taken.</param>
    /// <param name="exitStrength">In the place of the filter's; above the other one it counts as that.</param>
    public CombinedSignal Combine(Timestamp now, double entryStrength, double exitStrength)
    {
        _now = Math.Max(_now, now.Nanoseconds);
        var (counts, sum, sizes) = (0.0, 0.0, 0.0);
        for (var i = 0; i < _told.Length; i++)
        {
            var (told, source) = (_told[i], _sources[i]);
            var age = Math.Max(0, _now - told.Time);
            if (told.Time == 0 || age > source.ExpiryNs)
                continue;
            var count = source.Weight * told.Confidence * StableMath.Exp(-Ln2 * age / source.HalfLifeNs);
            counts += count;
            sum += count * told.Strength;
            sizes += count * Math.Abs(told.Strength);
        }

        var strength = counts > 0 ? sum / counts : 0;
        var (confidence, agreement) = (counts / _weights, sizes > 0 ? Math.Abs(sum) / sizes : 1);
        var reason = ReasonFor(counts, strength, confidence, agreement, entryStrength, Math.Min(entryStrength, exitStrength));
        var direction = reason == SignalReason.None ? Math.Sign(strength) : 0;
        if (_direction != 0 && direction != _direction)
        {
            // Given up, or turned: a turn waits for its pause as a new direction does.
            _pauseUntil = _now + _filter.PauseNs;
            if (direction != 0 && _filter.PauseNs > 0)
                (direction, reason) = (0, SignalReason.Paused);
        }

        _direction = direction;
        return new CombinedSignal(direction, strength, confidence, agreement, reason);
    }

    private SignalReason ReasonFor(double counts, double strength, double confidence, double agreement, double entryStrength, double exitStrength)
    {
        if (IsVetoed)
            return SignalReason.Vetoed;
        if (counts <= 0)
            return SignalReason.Silent;
        if (_direction == 0 && _now < _pauseUntil)
            return SignalReason.Paused;
        if (confidence < _filter.ConfidenceLeast)
            return SignalReason.Unsure;
        if (agreement < _filter.AgreementLeast)
            return SignalReason.Divided;
        var least = _direction != 0 && Math.Sign(strength) == _direction ? exitStrength : entryStrength;
        return strength == 0 || Math.Abs(strength) < least ? SignalReason.Weak : SignalReason.None;
    }

    private readonly record struct Told(long Time, double Strength, double Confidence);

    /// <summary>Saves or loads what was told.</summary>
    public void Keep(FieldArchive state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Keep(_told.AsSpan());
        _pauseUntil = state.Keep(_pauseUntil);
        _now = state.Keep(_now);
        _direction = state.Keep(_direction, -1, 1);
        IsVetoed = state.Keep(IsVetoed);
    }
}
