namespace Rialto.Host.Desk.Alerting;

/// <summary>Sums as they were, so that what was added within a time can be told. One thread.</summary>
/// <param name="length">How far back.</param>
internal sealed class FigureWindow(TimeSpan length)
{
    private readonly Queue<(TimeSpan Time, DeskFigures Figures)> _samples = new();

    /// <summary>Takes a sample, and gives the one from which on the window counts: the oldest within it.</summary>
    public DeskFigures Take(in DeskFigures figures, TimeSpan now)
    {
        _samples.Enqueue((now, figures));
        while (_samples.Peek().Time < now - length)
            _samples.Dequeue();
        return _samples.Peek().Figures;
    }
}
