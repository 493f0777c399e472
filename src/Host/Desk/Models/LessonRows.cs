using System.Collections.Immutable;
using System.Globalization;
using Rialto.Model.Units;
using Rialto.Strategies.Signals;

namespace Rialto.Host.Desk.Models;

/// <summary>
/// Lessons as a CSV file: <c>time_ns</c>, the features by the names of their columns, <c>target_bps</c>. Numbers are written so that they are read back to the last bit. One thread.
/// </summary>
/// <param name="features">Of a plan, in its order.</param>
internal sealed class LessonRows(ImmutableArray<string> features) : IDisposable
{
    private StreamWriter? _file;
    private double _sum;
    private double _sizes;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>When the first was seen; none without any.</summary>
    public Timestamp First { get; private set; }

    /// <summary>When the last was seen.</summary>
    public Timestamp Last { get; private set; }

    /// <summary>Mean of the targets, in basis points.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Mean of their sizes.</summary>
    public double MeanSize => Count == 0 ? 0 : _sizes / Count;

    /// <summary>Begins a file.</summary>
    public void Begin(FileStream file)
    {
        _file = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        _file.Write("time_ns,");
        foreach (var feature in features)
            _file.Write(ForecastPlan.ColumnOf(feature) + ",");
        _file.WriteLine("target_bps");
    }

    /// <summary>Everything that was taken is in the file. What is taken from now on is not written.</summary>
    public void End()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    /// <summary>Writes a row.</summary>
    public void Take(Timestamp seen, ReadOnlySpan<double> inputs, double targetBps)
    {
        if (_file is null)
            return;
        First = Count == 0 ? seen : First;
        (Last, Count, _sum, _sizes) = (seen, Count + 1, _sum + targetBps, _sizes + Math.Abs(targetBps));
        _file.Write(seen.Nanoseconds.ToString(CultureInfo.InvariantCulture));
        foreach (var input in inputs)
            Write(input);
        Write(targetBps);
        _file.WriteLine();
    }

    private void Write(double value)
    {
        _file!.Write(',');
        _file.Write(value.ToString("R", CultureInfo.InvariantCulture));
    }
}
