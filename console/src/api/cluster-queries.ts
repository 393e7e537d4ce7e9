import { queryOptions } from '@tanstack/react-query';
import type { Cluster, ClusterChange, ClusterDetail, EnrolmentCode, NewCluster } from '@loa/protocol';
import { get, patch, post } from './server-client.ts';

export const clustersQuery = () =>
  queryOptions({ queryKey: ['clusters'], queryFn: () => get<Cluster[]>('/api/clusters') });
export const clusterQuery = (id: string) =>
  queryOptions({ queryKey: ['cluster', id], queryFn: () => get<ClusterDetail>(`/api/clusters/${id}`) });

export const addCluster = (cluster: NewCluster) => post<Cluster>('/api/clusters', cluster);
export const changeCluster = (id: string, change: ClusterChange) =>
  patch<Cluster>(`/api/clusters/${id}`, change);
export const makeEnrolmentCode = (id: string) => post<EnrolmentCode>(`/api/clusters/${id}/enrolment-code`);
export const revokeCluster = (id: string) => post<Cluster>(`/api/clusters/${id}/revoke`);
