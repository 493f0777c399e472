using System.Runtime.InteropServices;

namespace Rialto.Runtime.Agents;

/// <summary>Threads that work only when others need not.</summary>
public static partial class BackgroundThread
{
    private const int ThisThread = 0; // of PRIO_PROCESS, which on Linux means a thread
    private const int Niceness = 10;

    /// <summary>The calling thread gives way to the others from now on, where the system knows how.</summary>
    public static void StepBack()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        // The runtime ignores priorities on Linux.
        if (OperatingSystem.IsLinux())
            _ = SetPriority(0, ThisThread, Niceness);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
