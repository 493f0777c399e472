using System.Diagnostics;

namespace Rialto.Load.Measure;

/// <summary>
/// Puts this process' first thread and another process on one core, until it is disposed of: cores of shared machines run at speeds that differ by half, and two lanes on two of them compare the cores.
/// Does nothing where the system does not let it.
/// </summary>
internal sealed class OneCore : IDisposable
{
    private readonly Process _own = Process.GetCurrentProcess();
    private readonly nint _before;

    /// <summary>Takes the last core there is: the first has most of the interrupts.</summary>
    public OneCore(int otherProcess)
    {
        if (!OperatingSystem.IsLinux())
            return;
        _before = _own.ProcessorAffinity;
        nint last = 1;
        for (var core = 0; core < 62; core++)
        {
            if ((_before & ((nint)1 << core)) != 0)
                last = (nint)1 << core;
        }

        using var other = Process.GetProcessById(otherProcess);
        other.ProcessorAffinity = last;
        _own.ProcessorAffinity = last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            _own.ProcessorAffinity = _before;
        _own.Dispose();
    }
}
