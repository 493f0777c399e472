using System.Reflection;
using Rialto.Integration;
using Xunit.v3;

[assembly: CollectsBetweenTests]

namespace Rialto.Integration;

/// <summary>
/// Tests leave large arrays behind (rings, journals in memory, recordings), and while there is free memory the collector lets them lie: some hours of tests came to 16 GB. What was left behind is taken
/// away once there is much of it, between two tests, and its memory goes back to the system.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CollectsBetweenTestsAttribute : BeforeAfterTestAttribute
{
    private const long MuchBytes = 1L << 30;

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > MuchBytes)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
