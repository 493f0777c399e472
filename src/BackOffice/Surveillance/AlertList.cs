using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Surveillance;

/// <summary>Collects alerts and numbers them.</summary>
internal sealed class AlertList
{
    /// <summary>Most commands an alert names.</summary>
    public const int EvidenceCount = 100;

    private readonly List<SurveillanceAlert> _alerts = [];
    private readonly Dictionary<SuspicionKind, int> _ofSequence = [];
    private long _sequence;

    /// <summary>Hands over what there is.</summary>
    public List<SurveillanceAlert> Take()
    {
        var taken = new List<SurveillanceAlert>(_alerts);
        _alerts.Clear();
        return taken;
    }

    public int Count => _alerts.Count;

    public void Add(SuspicionKind kind, long sequence, Timestamp time, IReadOnlyList<OwnerId> owners, InstrumentId instrument, string text, IEnumerable<long> evidence)
    {
        if (sequence != _sequence)
        {
            _sequence = sequence;
            _ofSequence.Clear();
        }

        var number = _ofSequence[kind] = _ofSequence.GetValueOrDefault(kind) + 1;
        var commands = evidence.Distinct().Order().ToList();
        if (commands.Count > EvidenceCount)
            commands.RemoveRange(0, commands.Count - EvidenceCount);
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{AlertJson.NameOf(kind)}-{sequence}-{number}");
        _alerts.Add(new SurveillanceAlert(id, kind, sequence, time, owners, instrument, text, commands));
    }
}
